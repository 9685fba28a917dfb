using System.Numerics;

namespace AutoGrad;

/// <summary>The softmax, its logarithm and their gradients along runs of tensors, spread over threads.</summary>
internal static class SoftmaxRuns
{
    /// <summary>y = eˣ / Σ eˣ.</summary>
    public static void Softmax<T>(Runs runs, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (x, outer, size, inner) = runs;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) => SoftmaxKernels.Softmax(
                x.AsReadOnlySpan<T>()[(from * size)..(to * size)], y.AsSpan<T>()[(from * size)..], size));
        else
            Chunks.ForColumns(outer, size, inner, (at, _, width) => SoftmaxColumns.Softmax(
                x.AsReadOnlySpan<T>()[at..], y.AsSpan<T>()[at..], size, inner, width));
    }

    /// <summary>y = eˣ / Σ eˣ along the rows of matrices, of which row i counts its elements 0…i only.</summary>
    public static void CausalSoftmax<T>(Runs runs, int rows, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (x, outer, size, _) = runs;
        Chunks.ForRows(outer, size, (from, to) =>
        {
            for (int row = from, next; row < to; row = next)
            {
                int within = row % rows;
                next = Math.Min(to, row - within + rows);
                SoftmaxKernels.CausalSoftmax(
                    x.AsReadOnlySpan<T>()[(row * size)..(next * size)], y.AsSpan<T>()[(row * size)..(next * size)], size, within + 1);
            }
        });
    }

    /// <summary>y = x − log Σ eˣ.</summary>
    public static void LogSoftmax<T>(Runs runs, Tensor y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (x, outer, size, inner) = runs;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) => SoftmaxKernels.LogSoftmax(
                x.AsReadOnlySpan<T>()[(from * size)..(to * size)], y.AsSpan<T>()[(from * size)..], size));
        else
            Chunks.ForColumns(outer, size, inner, (at, _, width) => SoftmaxColumns.LogSoftmax(
                x.AsReadOnlySpan<T>()[at..], y.AsSpan<T>()[at..], size, inner, width));
    }

    /// <summary>The gradient y·(g − Σ g·y) of a softmax y.</summary>
    public static void SoftmaxBackward<T>(Runs values, Tensor g, Tensor dx) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (y, outer, size, inner) = values;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) => SoftmaxKernels.SoftmaxBackward(
                y.AsReadOnlySpan<T>()[(from * size)..(to * size)], g.AsReadOnlySpan<T>()[(from * size)..], dx.AsSpan<T>()[(from * size)..], size));
        else
            Chunks.ForColumns(outer, size, inner, (at, _, width) => SoftmaxColumns.SoftmaxBackward(
                y.AsReadOnlySpan<T>()[at..], g.AsReadOnlySpan<T>()[at..], dx.AsSpan<T>()[at..], size, inner, width));
    }

    /// <summary>The gradient g − eʸ·Σ g of a softmax's logarithm y.</summary>
    public static void LogSoftmaxBackward<T>(Runs values, Tensor g, Tensor dx) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (y, outer, size, inner) = values;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) => SoftmaxKernels.LogSoftmaxBackward(
                y.AsReadOnlySpan<T>()[(from * size)..(to * size)], g.AsReadOnlySpan<T>()[(from * size)..], dx.AsSpan<T>()[(from * size)..], size));
        else
            Chunks.ForColumns(outer, size, inner, (at, _, width) => SoftmaxColumns.LogSoftmaxBackward(
                y.AsReadOnlySpan<T>()[at..], g.AsReadOnlySpan<T>()[at..], dx.AsSpan<T>()[at..], size, inner, width));
    }
}
