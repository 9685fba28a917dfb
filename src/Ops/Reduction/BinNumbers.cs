using System.Numerics;

namespace AutoGrad;

/// <summary>
/// In which of the bins between ascending edges each value lies, Int64: bin i holds edge i and what is below edge i + 1, the last one its upper edge
/// too. What lies in none, NaN included, has the number after the last. Inputs are the values and the edges, a vector, of one dtype.
/// </summary>
public sealed record BinNumbers : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var (x, edges) = (inputs[0].Contiguous(), inputs[1].Contiguous());
        var y = Tensor.Empty(x.Shape, DType.Int64);
        if (x.DType == DType.Float32)
            Find(x.AsReadOnlySpan<float>(), edges.AsReadOnlySpan<float>(), y.AsSpan<long>());
        else
            Find(x.AsReadOnlySpan<double>(), edges.AsReadOnlySpan<double>(), y.AsSpan<long>());
        return y;
    }

    private static void Find<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> edges, Span<long> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int bins = edges.Length - 1;
        for (int i = 0; i < x.Length; i++)
        {
            int low = 0, high = bins; // The bin is low or after it, and before high.
            while (high - low > 1)
            {
                int middle = (low + high) / 2;
                (low, high) = x[i] >= edges[middle] ? (middle, high) : (low, middle);
            }
            y[i] = x[i] >= edges[0] && x[i] <= edges[^1] ? low : bins;
        }
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => inputs.IsBatched(1) ? null : Apply(inputs[0], inputs.AsGiven(1));
}
