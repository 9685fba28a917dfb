using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The error function and its complement: Maclaurin's series up to |x| = 1, and beyond it erfc(x) = e^(−x²) · g(x), where g is smooth and expanded in
/// Chebyshev polynomials of t = (x − 1 − k) / (x − 1 + k), as M. M. Shepherd and J. G. Laframboise do (Mathematics of Computation 36, 1981).
/// </summary>
internal static class ErrorFunction
{
    private const double K = 4;

    /// <summary>erf(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Erf<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = Vector.Abs(x);
        return Vector.ConditionalSelect(
            Vector.LessThan(size, Vector<T>.One),
            Near(x),
            Vector.CopySign(Vector<T>.One - Tail(size), x));
    }

    /// <summary>erfc(x) = 1 − erf(x), without the cancellation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Erfc<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var size = Vector.Abs(x);
        var tail = Tail(size);
        return Vector.ConditionalSelect(
            Vector.LessThan(size, Vector<T>.One),
            Vector<T>.One - Near(x),
            Vector.ConditionalSelect(Vector.LessThan(x, Vector<T>.Zero), VectorMath.All<T>(2) - tail, tail));
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Tail<T>(Vector<T> size) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = Vector.Min(size, VectorMath.All<T>(28)); // From where e^(−x²) is 0.
        var denominator = x + VectorMath.All<T>(K - 1);
        var t = (x - VectorMath.All<T>(K + 1)) / denominator;
        var square = x * x;
        var lost = VectorMath.MultiplyAdd(x, x, -square);
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
