namespace AutoGrad;

/// <summary>
/// Int64 indices into the rows of one sample as indices into the rows of all samples joined: [..., B, n] → [..., B, n], y[b, j] = x[b, j] + b·Size,
/// where negative indices have counted from the end of their sample. What selection by indices that differ over a batch comes down to.
/// </summary>
/// <param name="Size">How many rows a sample has.</param>
public sealed record RowOffsets(int Size) : ConstantOp
{
    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 1);
        var x = inputs[0];
        int batch = x.Shape[-2], count = x.Shape[-1];
        var rows = x.ToArray<long>();
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] < -Size || rows[i] >= Size)
                throw new IndexException($"Index {rows[i]} at position {i % count} lies outside an axis of size {Size}.");
            rows[i] += (rows[i] < 0 ? Size : 0) + (long)(i / count % batch) * Size;
        }
        return Tensor.Adopt(rows, x.Shape);
    }

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}
