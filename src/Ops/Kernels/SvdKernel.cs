using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>
/// Singular values and vectors by one-sided Jacobi rotations (Hestenes 1958; Demmel and Veselić 1992): columns are rotated in pairs until all are
/// orthogonal. Small singular values come out to high relative accuracy, and everything runs along columns, which are kept as rows.
/// </summary>
internal static class SvdKernel
{
    private const int MostSweeps = 60;

    /// <summary>A = U diag(s) Vᵀ, packed: s in descending order, then the rows of U, then those of V.</summary>
    /// <param name="columns">The columns of A, or its rows where it has fewer of those; overwritten.</param>
    /// <param name="k">How many those are, min(m, n).</param>
    /// <param name="m">The rows of A.</param>
    /// <param name="n">The columns of A.</param>
    /// <param name="packed">[1 + m + n, k].</param>
    /// <returns>0, or 1 where the rotations did not come to an end.</returns>
    public static int Decompose<T>(Span<T> columns, int k, int m, int n, Span<T> packed) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (k == 0)
            return 0;
        int length = columns.Length / k;
        T[] v = new T[k * k], s = new T[k];
        for (int i = 0; i < k; i++)
            v[i * k + i] = T.One;
        if (!Orthogonalize(columns, v, s))
            return 1;
        Normalize(columns, s, length);
        var order = new int[k];
        var descending = new T[k];
        for (int i = 0; i < k; i++)
            (order[i], descending[i]) = (i, -s[i]);
        Array.Sort(descending, order);
        // The rotated columns are those of U, and the rotations V; the other way round for the transpose.
        int left = k, right = k + m * k;
        for (int j = 0; j < k; j++)
        {
            packed[j] = s[order[j]];
            ReadOnlySpan<T> scaled = columns.Slice(order[j] * length, length), rotation = v.AsSpan(order[j] * k, k);
            ReadOnlySpan<T> u = n <= m ? scaled : rotation, w = n <= m ? rotation : scaled;
            var sign = EighKernel.Sign(u);
            for (int i = 0; i < m; i++)
                packed[left + i * k + j] = sign * u[i];
            for (int i = 0; i < n; i++)
                packed[right + i * k + j] = sign * w[i];
        }
        return 0;
    }

    /// <summary>Rotates until the columns are orthogonal; their lengths are the singular values.</summary>
    private static bool Orthogonalize<T>(Span<T> columns, T[] v, T[] s) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int k = s.Length, length = columns.Length / k;
        var precision = EighKernel.Precision<T>();
        var tolerance = precision * T.Sqrt(T.CreateChecked(length));
        // Scaled to a largest element near 1, so that no square overflows; by a power of 2, which loses nothing.
        var largest = T.Abs(TensorPrimitives.MaxMagnitude<T>(columns));
        if (!T.IsFinite(largest))
            return false;
        int range = typeof(T) == typeof(float) ? 120 : 1000;
        int exponent = largest == T.Zero ? 0 : Math.Clamp(T.ILogB(largest), -range, range);
        TensorPrimitives.Multiply(columns, T.ScaleB(T.One, -exponent), columns);
        var squares = new T[k];
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            for (int j = 0; j < k; j++)
                squares[j] = TensorPrimitives.SumOfSquares<T>(columns.Slice(j * length, length));
            var negligible = TensorPrimitives.Max<T>(squares) * precision * precision * precision;
            bool rotated = false;
            for (int p = 0; p < k; p++)
                for (int q = p + 1; q < k; q++)
                {
                    Span<T> a = columns.Slice(p * length, length), b = columns.Slice(q * length, length);
                    var product = TensorPrimitives.Dot<T>(a, b);
                    if (T.Abs(product) <= tolerance * T.Sqrt(squares[p]) * T.Sqrt(squares[q]) || T.Abs(product) <= negligible)
                        continue;
                    var zeta = (squares[q] - squares[p]) / (product + product);
                    var tangent = T.CopySign(T.One, zeta) / (T.Abs(zeta) + T.Hypot(T.One, zeta));
                    var cosine = T.One / T.Hypot(T.One, tangent);
                    RotationKernel.Rotate(a, b, cosine, cosine * tangent);
                    RotationKernel.Rotate(v.AsSpan(p * k, k), v.AsSpan(q * k, k), cosine, cosine * tangent);
                    squares[p] = T.Max(T.Zero, squares[p] - tangent * product);
                    squares[q] += tangent * product;
                    rotated = true;
                }
            if (rotated)
                continue;
            for (int j = 0; j < k; j++)
                s[j] = QrKernel.Length<T>(columns.Slice(j * length, length));
            TensorPrimitives.Multiply<T>(s, T.ScaleB(T.One, exponent), s);
            TensorPrimitives.Multiply(columns, T.ScaleB(T.One, exponent), columns);
            return true;
        }
        return false;
    }

    /// <summary>Divides the columns by their lengths; in the place of those that vanish come vectors orthogonal to the others.</summary>
    private static void Normalize<T>(Span<T> columns, T[] s, int length) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var precision = EighKernel.Precision<T>();
        var negligible = TensorPrimitives.Max<T>(s) * precision * precision;
        var isUnit = new bool[s.Length];
        for (int j = 0; j < s.Length; j++)
            if (isUnit[j] = s[j] > negligible)
                TensorPrimitives.Divide(columns.Slice(j * length, length), s[j], columns.Slice(j * length, length));
        var enough = T.One / (T.CreateChecked(2) * T.Sqrt(T.CreateChecked(length)));
        for (int j = 0, axis = 0; j < s.Length; j++)
        {
            var x = columns.Slice(j * length, length);
            for (; !isUnit[j]; axis++)
            {
                x.Clear();
                x[axis] = T.One;
                for (int twice = 0; twice < 2; twice++)
                    for (int other = 0; other < s.Length; other++)
                        if (isUnit[other])
                        {
                            var y = columns.Slice(other * length, length);
                            TensorPrimitives.MultiplyAdd(y, -TensorPrimitives.Dot<T>(x, y), x, x);
                        }
                var rest = TensorPrimitives.Norm<T>(x);
                if (isUnit[j] = rest >= enough)
                    TensorPrimitives.Divide(x, rest, x);
            }
        }
    }
}
