using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The error function, and the normal distribution function that is made of it: Maclaurin's series up to |x| = 1, and beyond it erfc(x) = e^(−x²) ·
/// g(x), where g is smooth and expanded in Chebyshev polynomials of t = (x − 1 − k) / (x − 1 + k), after M. M. Shepherd and J. G. Laframboise
/// (Mathematics of Computation 36, 1981).
/// </summary>
internal static class ErrorFunction
{
    private const double K = 4; // With which the series is shortest.

    /// <summary>erf(x). The tail is small beside 1, and the last digits of its exponent do not matter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Erf<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = Vector.Abs(x);
        var capped = Vector.Min(size, VectorMath.All<T>(28));
        return Vector.ConditionalSelect(
            Vector.LessThan(size, Vector<T>.One),
            Near(x),
            Vector.CopySign(Vector<T>.One - Tail(capped, capped * capped, default), x));
    }

    /// <summary>The distribution function of the standard normal distribution, Φ(x) = ½ erfc(−x/√2), accurate in the lower tail too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Normal<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var half = VectorMath.All<T>(0.5);
        var z = VectorMath.All<T>(0.70710678118654752) * x;
        var size = Vector.Abs(z);
        var capped = Vector.Min(Vector.Abs(x), VectorMath.All<T>(40));
        var square = capped * capped;
        var tail = half * Tail(size, half * square, half * VectorMath.SquareError(capped, square));
        return Vector.ConditionalSelect(
            Vector.LessThan(size, Vector<T>.One),
            VectorMath.MultiplyAdd(half, Near(z), half),
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), tail, Vector<T>.One - tail));
    }

    /// <summary>(x + k − 1) · e^(x²) · erfc(x) at the x ≥ 1 that t stands for, by the continued fraction of erfc.</summary>
    public static double ScaledTail(double t)
    {
        double x = 1 + K * (1 + t) / (1 - t), fraction = x;
        for (int n = 600; n > 0; n--)
            fraction = x + 0.5 * n / fraction;
        return (x + K - 1) / (fraction * Math.Sqrt(Math.PI));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Near<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        x * VectorMath.Polynomial(x * x, Series<T>.Erf);

    /// <summary>
    /// erfc(x) for x ≥ 1, where square + lost is x² to twice the precision: rounding the exponent of e^(−x²) would cost the digits of the tail.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Tail<T>(Vector<T> x, Vector<T> square, Vector<T> lost) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = Vector.Min(x, VectorMath.All<T>(28)); // From where e^(−x²) is 0.
        var denominator = x + VectorMath.All<T>(K - 1);
        var t = (x - VectorMath.All<T>(K + 1)) / denominator;
        return VectorMath.Exp(-square) * (Vector<T>.One - lost) * Clenshaw(t, Series<T>.ErfcTail) / denominator;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Clenshaw<T>(Vector<T> t, T[] c) where T : unmanaged
    {
        Vector<T> last = default, sum = Vector.Create(c[^1]), twice = t + t;
        for (int i = c.Length - 2; i > 0; i--)
            (last, sum) = (sum, VectorMath.MultiplyAdd(twice, sum, Vector.Create(c[i]) - last));
        return VectorMath.MultiplyAdd(t, sum, Vector.Create(c[0]) - last);
    }
}
