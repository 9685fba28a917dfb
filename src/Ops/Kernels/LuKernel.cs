using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>LU factorisation of a matrix in row-major order: Gaussian elimination that works along rows.</summary>
internal static class LuKernel
{
    /// <summary>
    /// P A = L U in place, L below the diagonal and without its ones; of each column the largest element becomes the pivot.
    /// </summary>
    /// <param name="a">The matrix.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="pivots">With which later row each was exchanged, as many as the smaller side.</param>
    /// <returns>The first column without a pivot, from 1; 0 where all have one.</returns>
    public static int Factor<T>(Span<T> a, int columns, Span<int> pivots) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = columns == 0 ? 0 : a.Length / columns, zero = 0;
        for (int k = 0; k < pivots.Length; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < rows; i++)
                if (T.Abs(a[i * columns + k]) > T.Abs(a[pivot * columns + k]))
                    pivot = i;
            pivots[k] = pivot;
            Exchange(a, columns, k, pivot);
            var row = a.Slice(k * columns + k, columns - k);
            if (row[0] == T.Zero)
            {
                zero = zero == 0 ? k + 1 : zero;
                continue;
            }
            for (int i = k + 1; i < rows; i++)
            {
                var other = a.Slice(i * columns + k, columns - k);
                var factor = other[0] /= row[0];
                if (factor != T.Zero)
                    TensorPrimitives.MultiplyAdd(row[1..], -factor, other[1..], other[1..]);
            }
        }
        return zero;
    }

    /// <summary>Exchanges two rows.</summary>
    public static void Exchange<T>(Span<T> a, int columns, int i, int j) where T : unmanaged
    {
        if (i == j)
            return;
        Span<T> x = a.Slice(i * columns, columns), y = a.Slice(j * columns, columns);
        for (int k = 0; k < columns; k++)
            (x[k], y[k]) = (y[k], x[k]);
    }

    /// <summary>A X = B in place of B, given the factors.</summary>
    public static void Solve<T>(ReadOnlySpan<T> lu, int n, ReadOnlySpan<int> pivots, Span<T> b, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
            Exchange(b, columns, i, pivots[i]);
        TriangularKernel.Solve(lu, n, n, b, columns, upper: false, unit: true);
        TriangularKernel.Solve(lu, n, n, b, columns, upper: true, unit: false);
    }

    /// <summary>The sign of the determinant and the logarithm of its absolute value, given the factors.</summary>
    public static (T Sign, T Log) Determinant<T>(ReadOnlySpan<T> lu, int n, ReadOnlySpan<int> pivots)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sign = T.One, log = T.Zero;
        for (int i = 0; i < n; i++)
        {
            var pivot = lu[i * n + i];
            sign *= T.IsNaN(pivot) || pivot == T.Zero ? pivot : T.CopySign(T.One, pivots[i] == i ? pivot : -pivot);
            log += T.Log(T.Abs(pivot));
        }
        return (sign, log);
    }
}
