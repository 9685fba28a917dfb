using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Substitution with triangular matrices in row-major order.</summary>
internal static class TriangularKernel
{
    /// <summary>T X = B in place of B; the other triangle of T is not read.</summary>
    /// <param name="t">T, with rows <paramref name="stride"/> apart.</param>
    /// <param name="stride">How far apart its rows lie.</param>
    /// <param name="n">Its rows.</param>
    /// <param name="b">B, contiguous.</param>
    /// <param name="columns">The columns of B.</param>
    /// <param name="upper">Whether T is the upper triangle.</param>
    /// <param name="unit">Whether its diagonal is taken for ones.</param>
    public static void Solve<T>(ReadOnlySpan<T> t, int stride, int n, Span<T> b, int columns, bool upper, bool unit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int step = 0; step < n; step++)
        {
            int i = upper ? n - 1 - step : step, from = upper ? i + 1 : 0, to = upper ? n : i;
            var row = t.Slice(i * stride, n);
            var x = b.Slice(i * columns, columns);
            if (columns == 1)
                x[0] -= TensorPrimitives.Dot(row[from..to], (ReadOnlySpan<T>)b[from..to]);
            else
                for (int j = from; j < to; j++)
                    TensorPrimitives.MultiplyAdd(b.Slice(j * columns, columns), -row[j], x, x);
            if (!unit)
                TensorPrimitives.Divide(x, row[i], x);
        }
    }
}
