namespace AutoGrad.Data;

/// <summary>A data set whose batches are made from another's by functions.</summary>
internal sealed class MappedDataset(Dataset source, Func<Tensor, Tensor>? inputs, Func<Tensor, Tensor>? targets) : Dataset
{
    public override int Count => source.Count;

    public override (Tensor Inputs, Tensor Targets) this[int item]
    {
        get
        {
            var (input, target) = source[item];
            return (One(inputs, input), One(targets, target));
        }
    }

    public override (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<long> items) => Mapped(source.Batch(items));

    public override (Tensor Inputs, Tensor Targets) Batch(int start, int count) => Mapped(source.Batch(start, count));

    public override string ToString() => $"Map({source})";

    private (Tensor Inputs, Tensor Targets) Mapped((Tensor Inputs, Tensor Targets) batch) =>
        (Many(inputs, batch.Inputs), Many(targets, batch.Targets));

    private static Tensor One(Func<Tensor, Tensor>? function, Tensor item) => function is null ? item : Many(function, item.Unsqueeze(0)).Squeeze(0);

    private static Tensor Many(Func<Tensor, Tensor>? function, Tensor batch)
    {
        if (function is null)
            return batch;
        var result = function(batch) ?? throw new InvalidOperationException("Map: the function gave null in the place of a batch.");
        return result.Rank > 0 && result.Shape[0] == batch.Shape[0] ? result
            : throw new ShapeException($"Map: the function made {result.Shape} of a batch {batch.Shape}; the first axis, the items, must stay.");
    }
}
