using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Householder reflections, on vectors that lie in a row; signs are those of LAPACK.</summary>
internal static class QrKernel
{
    /// <summary>
    /// Makes of x the reflection H = 1 − τ v vᵀ, v[0] = 1, that takes x to β e₀; the rest of v replaces that of x, and x[0] stays as it was.
    /// </summary>
    public static (T Tau, T Beta) Reflection<T>(Span<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var alpha = x[0];
        var rest = Length<T>(x[1..]);
        if (rest == T.Zero)
            return (T.Zero, alpha);
        var beta = -T.CopySign(T.Hypot(alpha, rest), alpha);
        TensorPrimitives.Divide(x[1..], alpha - beta, x[1..]);
        return ((beta - alpha) / beta, beta);
    }

    /// <summary>√(Σ x²), whatever the size of the squares.</summary>
    public static T Length<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var length = TensorPrimitives.Norm(x);
        var extreme = typeof(T) == typeof(float) ? T.CreateChecked(1e-15) : T.CreateChecked(1e-140);
        if (length > extreme && length < T.One / extreme || x.IsEmpty)
            return length;
        var largest = T.Abs(TensorPrimitives.MaxMagnitude(x));
        if (largest == T.Zero || !T.IsFinite(largest))
            return largest;
        var sum = T.Zero;
        foreach (var value in x)
            sum += value / largest * (value / largest);
        return largest * T.Sqrt(sum);
    }

    /// <summary>x − τ v (vᵀ x), v without its leading 1.</summary>
    public static void Reflect<T>(ReadOnlySpan<T> v, T tau, Span<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (tau == T.Zero)
            return;
        var along = tau * (x[0] + TensorPrimitives.Dot(v, (ReadOnlySpan<T>)x[1..]));
        x[0] -= along;
        TensorPrimitives.MultiplyAdd(v, -along, x[1..], x[1..]);
    }

    /// <summary>A = Q R, packed: the rows of Q, then those of Rᵀ.</summary>
    /// <param name="columnsOfA">The columns of A one after another; overwritten.</param>
    /// <param name="m">The rows of A.</param>
    /// <param name="n">The columns of A.</param>
    /// <param name="k">The columns of Q, min(m, n) or m.</param>
    /// <param name="packed">[m + n, k].</param>
    public static void Factor<T>(Span<T> columnsOfA, int m, int n, int k, Span<T> packed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int steps = Math.Min(m, n);
        var taus = new T[steps];
        for (int j = 0; j < steps; j++)
        {
            var x = columnsOfA.Slice(j * m + j, m - j);
            (taus[j], var beta) = Reflection(x);
            for (int other = j + 1; other < n; other++)
                Reflect(x[1..], taus[j], columnsOfA.Slice(other * m + j, m - j));
            x[0] = beta;
        }
        var q = new T[m];
        for (int c = 0; c < k; c++)
        {
            Array.Clear(q);
            q[c] = T.One;
            for (int j = Math.Min(c, steps - 1); j >= 0; j--)
                Reflect(columnsOfA.Slice(j * m + j + 1, m - j - 1), taus[j], q.AsSpan(j));
            for (int i = 0; i < m; i++)
                packed[i * k + c] = q[i];
        }
        for (int j = 0; j < n; j++)
        {
            int kept = Math.Min(j + 1, Math.Min(k, m));
            var row = packed.Slice((m + j) * k, k);
            columnsOfA.Slice(j * m, kept).CopyTo(row);
            row[kept..].Clear();
        }
    }
}
