namespace AutoGrad.Data;

/// <summary>A scaler that treats each feature by itself; the features are what is left of the data's axes without those it looks along.</summary>
/// <param name="axes">The axes to look along, the first among them. For images [N, C, H, W] the features are the channels with
/// <c>axes: [0, 2, 3]</c>, and each pixel of each channel with [0].</param>
public abstract class FeatureScaler(Axes axes) : Scaler
{
    /// <summary>The axes it looks along.</summary>
    public Axes Axes { get; } = axes.IsAll ? [0] : axes;

    /// <inheritdoc/>
    protected sealed override OrderedDictionary<string, Tensor> Learn(Tensor data)
    {
        if (!Axes.Resolve(data.Shape, GetType().Name).Contains(0))
            throw new ShapeException($"{GetType().Name}: the first axis numbers the items and must be among axes; give [0] or, say, [0, 2, 3].");
        var learned = Statistics(data);
        foreach (string name in Names)
            if (learned[name].Rank == data.Rank && name != "range")
                learned[name] = learned[name].Squeeze(0); // An item has the features as well.
        return learned;
    }

    /// <summary>What is to be learned of data, by name, the axes looked along kept with size 1.</summary>
    private protected abstract OrderedDictionary<string, Tensor> Statistics(Tensor data);

    private protected override bool IsShared(int axis)
    {
        int rank = FeatureShape.Rank + 1;
        foreach (int one in Axes)
            if ((one < 0 ? one + rank : one) == axis + 1)
                return true;
        return false;
    }
}
