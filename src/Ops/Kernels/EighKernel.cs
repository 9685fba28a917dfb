using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix in row-major order: Householder reflections make it tridiagonal, and the implicit QL method
/// with Wilkinson's shifts diagonal (Golub and Van Loan, Matrix Computations, 8.3). Eigenvectors are kept as rows, so that everything runs along rows.
/// </summary>
internal static class EighKernel
{
    private const int MostSteps = 60;

    /// <summary>A = V diag(w) Vᵀ, packed: w in ascending order, then the rows of V.</summary>
    /// <param name="a">A; overwritten.</param>
    /// <param name="n">Its rows.</param>
    /// <param name="packed">[n + 1, n].</param>
    /// <returns>The first eigenvalue that was not found, from 1; 0 where all were.</returns>
    public static int Decompose<T>(Span<T> a, int n, Span<T> packed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] d = new T[n], e = new T[n], v = new T[n * n];
        Tridiagonalize(a, n, d, e, v);
        int failed = Diagonalize(d, e, v);
        if (failed != 0)
            return failed;
        var order = new int[n];
        for (int i = 0; i < n; i++)
            order[i] = i;
        Array.Sort((T[])d.Clone(), order);
        for (int i = 0; i < n; i++)
        {
            var vector = v.AsSpan(order[i] * n, n);
            var sign = Sign<T>(vector);
            packed[i] = d[order[i]];
            for (int r = 0; r < n; r++)
                packed[(r + 1) * n + i] = sign * vector[r];
        }
        return 0;
    }

    /// <summary>A = Q T Qᵀ: the diagonal of T, the one beside it, and the columns of Q as rows.</summary>
    private static void Tridiagonalize<T>(Span<T> a, int n, T[] d, T[] e, T[] v) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var taus = new T[n];
        var w = new T[n];
        for (int k = 0; k < n; k++)
        {
            d[k] = a[k * n + k];
            if (k + 1 == n)
                break;
            var x = a.Slice(k * n + k + 1, n - k - 1);
            (taus[k], e[k]) = QrKernel.Reflection(x);
            x[0] = T.One;
            if (taus[k] == T.Zero)
                continue;
            // B − x wᵀ − w xᵀ for the rest B, with p = τ B x and w = p − (τ pᵀx / 2) x.
            var p = w.AsSpan(0, x.Length);
            for (int i = 0; i < p.Length; i++)
                p[i] = taus[k] * TensorPrimitives.Dot<T>(a.Slice((k + 1 + i) * n + k + 1, p.Length), x);
            TensorPrimitives.MultiplyAdd(x, -taus[k] * TensorPrimitives.Dot<T>(p, x) / T.CreateChecked(2), p, p);
            for (int i = 0; i < p.Length; i++)
            {
                var row = a.Slice((k + 1 + i) * n + k + 1, p.Length);
                TensorPrimitives.MultiplyAdd(x, -p[i], row, row);
                TensorPrimitives.MultiplyAdd(p, -x[i], row, row);
            }
        }
        for (int c = 0; c < n; c++)
        {
            var column = v.AsSpan(c * n, n);
            column[c] = T.One;
            for (int j = Math.Min(c - 1, n - 2); j >= 0; j--)
                QrKernel.Reflect(a.Slice(j * n + j + 2, n - j - 2), taus[j], column[(j + 1)..]);
        }
    }

    private static int Diagonalize<T>(T[] d, T[] e, T[] v) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = d.Length;
        var two = T.CreateChecked(2);
        // Where a matrix has not full rank, neighbours on the diagonal are both what rounding left, and beside them nothing is small. What the
        // reflections before could not tell from zero need not be told from it here.
        T greatest = T.Zero;
        for (int i = 0; i < n; i++)
            greatest = T.Max(greatest, T.Abs(d[i]) + T.Abs(e[i]));
        T nothing = Precision<T>() * greatest / two;
        for (int l = 0; l < n; l++)
            for (int steps = 0; ; steps++)
            {
                int m = l;
                while (m < n - 1 && !(T.Abs(e[m]) <= T.Max(Precision<T>() * (T.Abs(d[m]) + T.Abs(d[m + 1])), nothing)))
                    m++;
                if (m == l)
                    break;
                if (steps == MostSteps)
                    return l + 1;
                T g = (d[l + 1] - d[l]) / (two * e[l]), s = T.One, c = T.One, p = T.Zero;
                g = d[m] - d[l] + e[l] / (g + T.CopySign(T.Hypot(g, T.One), g));
                int i = m - 1;
                for (; i >= l; i--)
                {
                    T f = s * e[i], b = c * e[i], r = e[i + 1] = T.Hypot(f, g);
                    if (r == T.Zero)
                    {
                        d[i + 1] -= p;
                        e[m] = T.Zero;
                        break;
                    }
                    (s, c, g) = (f / r, g / r, d[i + 1] - p);
                    r = (d[i] - g) * s + two * c * b;
                    p = s * r;
                    d[i + 1] = g + p;
                    g = c * r - b;
                    RotationKernel.Rotate(v.AsSpan(i * n, n), v.AsSpan((i + 1) * n, n), c, s);
                }
                if (i >= l)
                    continue;
                d[l] -= p;
                e[l] = g;
                e[m] = T.Zero;
            }
        return 0;
    }

    /// <summary>The sign that makes the largest element of a vector positive, so that vectors without a sign of their own have always the same.</summary>
    public static T Sign<T>(ReadOnlySpan<T> vector) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        vector[TensorPrimitives.IndexOfMaxMagnitude(vector)] < T.Zero ? T.NegativeOne : T.One;

    /// <summary>The distance from 1 to the next number.</summary>
    public static T Precision<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.BitIncrement(T.One) - T.One;
}
