namespace AutoGrad.Nn;

/// <summary>
/// Each channel of each example brought to mean 0 and variance 1 over the axes after the channels: y = (x − E[x]) / √(Var[x] + epsilon) · weight +
/// bias, with the biased variance. Ulyanov, Vedaldi and Lempitsky, 2016. As in PyTorch there is neither scale and shift nor running statistics
/// unless asked for; the latter average those of the examples.
/// </summary>
/// <inheritdoc cref="RunningNorm" path="/remarks"/>
public abstract class InstanceNorm : RunningNorm
{
    private readonly string layout;
    private readonly int rank;

    private protected InstanceNorm(
        string layout,
        int features,
        double epsilon,
        double? momentum,
        bool affine,
        bool trackRunningStats,
        bool momentumWeighsOld,
        bool unbiasedRunningVar,
        DType dtype)
        : base(features, epsilon, momentum, affine, trackRunningStats, momentumWeighsOld, unbiasedRunningVar, dtype) =>
        (this.layout, rank) = (layout, layout.Count(static c => c == ',') + 3);

    private protected sealed override void RequireShape(Tensor x)
    {
        if (!(x.Rank == rank && x.Shape[1] == Features) && !(x.Rank == rank - 1 && x.Shape[0] == Features))
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be [N, {Features}, {layout}] or [{Features}, {layout}]." +
                (x.Rank >= rank - 1 && x.Rank <= rank && x.Shape[^1] == Features ? $" Did you mean x.MoveAxis(-1, {x.Rank - rank + 1})?" : ""));
    }

    private protected sealed override Tensor OfShape(Tensor x)
    {
        if (x.Rank < rank)
            return OfShape(x.Unsqueeze(0)).Squeeze(0);
        if (!TakesStatistics)
            return ByRunningStatistics(x);
        Shape each = x.Shape.AsSpan()[2..].ToArray();
        if (each.ElementCount < 2)
            throw new ShapeException($"{Headline}: the input is {x.Shape}, {(each.ElementCount == 0 ? "no value" : "one value")} in each channel " +
                "of an example, which has no variance to divide by.");
        if (IsTracking && x.Shape[0] > 0)
        {
            using var unrecorded = Autodiff.NoGrad();
            Axes axes = [.. Enumerable.Range(2, x.Rank - 2)];
            Track(x.Mean(axes).Mean(0), x.Var(axes, unbiased: false).Mean(0), each.ElementCount);
        }
        return Affine(x.LayerNorm(each, epsilon: Epsilon), null, PerChannel(x));
    }
}
