using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Elementary functions of vectors of float or double, accurate to a few units in the last place over their whole range. NaN gives NaN.
/// </summary>
internal static class VectorMath
{
    /// <summary>A number in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> All<T>(double value) where T : unmanaged, INumberBase<T> => Vector.Create(T.CreateTruncating(value));

    /// <summary>a·b + c, rounded once where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> a, Vector<T> b, Vector<T> c) => typeof(T) == typeof(float)
        ? Vector.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>
    /// x² − square, where square is x² rounded: exact, by cutting x in two (T. J. Dekker, Numerische Mathematik 18, 1971), also where the processor
    /// cannot round a product and a sum at once.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> SquareError<T>(Vector<T> x, Vector<T> square) where T : unmanaged, INumberBase<T>
    {
        var scaled = All<T>(typeof(T) == typeof(float) ? (1 << 12) + 1 : (1 << 27) + 1) * x;
        var high = scaled - (scaled - x);
        var low = x - high;
        return high * high - square + (high + high) * low + low * low;
    }

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (q, m, n) = Reduce(x);
        return (Vector<T>.One + q) * PowerOfTwo(m) * PowerOfTwo(n);
    }

    /// <summary>eˣ − 1, without the cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Expm1<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (q, m, n) = Reduce(x);
        var scale = PowerOfTwo(m);
        return MultiplyAdd(scale, q, scale - PowerOfTwo(-n)) * PowerOfTwo(n);
    }

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Log(x.As<T, float>()).As<float, T>()
        : Vector.Log(x.As<T, double>()).As<double, T>();

    /// <summary>log(1 + x): the logarithm of the rounded sum, and what rounding it took away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log1p<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var u = x + Vector<T>.One;
        var log = Log(u);
        var lost = (x - (u - Vector<T>.One)) / u;
        var sum = Vector.ConditionalSelect(Vector.Equals(lost, lost), log + lost, log); // Infinity and −1 lose nothing that is a number.
        return Vector.ConditionalSelect(Vector.Equals(u, Vector<T>.One), x, sum);
    }

    /// <summary>The hyperbolic tangent, from e^(−2|x|) − 1, which neither cancels nor overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Tanh<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var e = Expm1(All<T>(-2) * Vector.Abs(x));
        return Vector.CopySign(e / (e + All<T>(2)), x);
    }

    /// <summary>1 / (1 + e⁻ˣ), from e^(−|x|), which does not overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sigmoid<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var e = Exp(-Vector.Abs(x));
        var high = Vector<T>.One / (Vector<T>.One + e);
        return Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), e * high, high);
    }

    /// <summary>log(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Softplus<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.Max(x, Vector<T>.Zero) + Log1p(Exp(-Vector.Abs(x)));

    /// <summary>c₀ + c₁x + c₂x² + ….</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Polynomial<T>(Vector<T> x, T[] c) where T : unmanaged
    {
        var sum = Vector.Create(c[^1]);
        for (int i = c.Length - 2; i >= 0; i--)
            sum = MultiplyAdd(sum, x, Vector.Create(c[i]));
        return sum;
    }

    /// <summary>x plus this is a whole number in the lowest bits of the sum: the nearest to x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Rounder<T>() where T : unmanaged, INumberBase<T> => All<T>(typeof(T) == typeof(float) ? 12582912 : 6755399441055744);

    /// <summary>
    /// eˣ = 2ᵐ · 2ⁿ · (1 + q), from x = (m + n) ln 2 + r with |r| ≤ ½ ln 2. The power of two comes in halves, for the whole may be out of range where
    /// the product is not. Every lane is computed alike, whatever stands beside it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<T> Q, Vector<T> M, Vector<T> N) Reduce<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // ln 2 in two parts, the first short enough for its multiples to be exact; and the range beyond which eˣ is 0 or infinite.
        bool single = typeof(T) == typeof(float);
        var high = All<T>(single ? 0.693145751953125 : 0.6931471803691238);
        var low = All<T>(single ? 1.4286068203094173e-06 : 1.9082149292705877e-10);
        x = Vector.Min(Vector.Max(x, All<T>(single ? -105 : -746)), All<T>(single ? 89 : 710));
        var rounder = Rounder<T>();
        var whole = MultiplyAdd(x, All<T>(1.4426950408889634), rounder) - rounder;
        var r = MultiplyAdd(-whole, low, MultiplyAdd(-whole, high, x));
        var half = MultiplyAdd(whole, All<T>(0.5), rounder) - rounder;
        return (r * Polynomial(r, Series<T>.Expm1), half, whole - half);
    }

    /// <summary>2ⁿ, for whole n in the range of the exponents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> PowerOfTwo<T>(Vector<T> n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bits = n + Rounder<T>();
        return typeof(T) == typeof(float)
            ? (bits.As<T, int>() + Vector.Create(127) << 23).As<int, T>()
            : (bits.As<T, long>() + Vector.Create(1023L) << 52).As<long, T>();
    }
}
