using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The cofactors of a matrix in row-major order, singular or not.</summary>
internal static class CofactorKernel
{
    /// <summary>
    /// With complete pivoting P A Q = L U, so adj A = ±Q adj(U) L⁻¹ P. Of U = [V u; 0 ρ] the adjugate is det V · [ρV⁻¹ −V⁻¹u; 0 1], in which nothing is
    /// divided by ρ, the only pivot that may vanish unless all cofactors do.
    /// </summary>
    /// <param name="a">The matrix; overwritten.</param>
    /// <param name="n">Its rows.</param>
    /// <param name="cofactors">The cofactors, zero at first.</param>
    public static void Compute<T>(Span<T> a, int n, Span<T> cofactors) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (n == 0)
            return;
        var columns = new int[n];
        var x = new T[n * n]; // L⁻¹ P, in the end the adjugate with its rows in another order.
        for (int i = 0; i < n; i++)
            (columns[i], x[i * n + i]) = (i, T.One);
        var scale = T.One;
        for (int k = 0; k < n - 1; k++)
        {
            var (row, column) = Pivot(a, n, k);
            LuKernel.Exchange(a, n, k, row);
            LuKernel.Exchange<T>(x, n, k, row);
            for (int i = 0; column != k && i < n; i++)
                (a[i * n + k], a[i * n + column]) = (a[i * n + column], a[i * n + k]);
            (columns[k], columns[column]) = (columns[column], columns[k]);
            var pivot = a[k * n + k];
            if (pivot == T.Zero)
                return;
            scale *= row == k == (column == k) ? pivot : -pivot;
            for (int i = k + 1; i < n; i++)
            {
                var factor = a[i * n + k] / pivot;
                TensorPrimitives.MultiplyAdd(a.Slice(k * n + k, n - k), -factor, a.Slice(i * n + k, n - k), a.Slice(i * n + k, n - k));
                TensorPrimitives.MultiplyAdd(x.AsSpan(k * n, n), -factor, x.AsSpan(i * n, n), x.AsSpan(i * n, n));
            }
        }
        var rho = a[n * n - 1];
        var last = x.AsSpan((n - 1) * n);
        for (int i = 0; i < n - 1; i++)
        {
            var row = x.AsSpan(i * n, n);
            TensorPrimitives.Multiply(row, rho, row);
            TensorPrimitives.MultiplyAdd(last, -a[i * n + n - 1], row, row);
        }
        TriangularKernel.Solve<T>(a, n, n - 1, x.AsSpan(0, (n - 1) * n), n, upper: true, unit: false);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                cofactors[j * n + columns[i]] = scale * x[i * n + j];
    }

    private static (int Row, int Column) Pivot<T>(Span<T> a, int n, int k) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int row = k, column = k;
        for (int i = k; i < n; i++)
            for (int j = k; j < n; j++)
                if (T.Abs(a[i * n + j]) > T.Abs(a[row * n + column]))
                    (row, column) = (i, j);
        return (row, column);
    }
}
