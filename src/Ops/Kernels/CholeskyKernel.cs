using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Cholesky factorisation of a symmetric matrix in row-major order.</summary>
internal static class CholeskyKernel
{
    /// <summary>A = L Lᵀ in place, of which the lower triangle is read.</summary>
    /// <returns>The first leading minor that is not positive, from 1; 0 where all are.</returns>
    public static int Factor<T>(Span<T> a, int n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < n; i++)
        {
            var row = a.Slice(i * n, n);
            for (int j = 0; j <= i; j++)
            {
                var rest = row[j] - TensorPrimitives.Dot<T>(row[..j], a.Slice(j * n, j));
                if (j < i)
                    row[j] = rest / a[j * n + j];
                else if (rest > T.Zero)
                    row[j] = T.Sqrt(rest);
                else
                    return i + 1;
            }
            row[(i + 1)..].Clear();
        }
        return 0;
    }
}
