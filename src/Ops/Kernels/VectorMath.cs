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

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Exp(x.As<T, float>()).As<float, T>()
        : Vector.Exp(x.As<T, double>()).As<double, T>();

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Log(x.As<T, float>()).As<float, T>()
        : Vector.Log(x.As<T, double>()).As<double, T>();

    /// <summary>The sine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sin<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Sin(x.As<T, float>()).As<float, T>()
        : Vector.Sin(x.As<T, double>()).As<double, T>();

    /// <summary>The cosine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Cos<T>(Vector<T> x) => typeof(T) == typeof(float)
        ? Vector.Cos(x.As<T, float>()).As<float, T>()
        : Vector.Cos(x.As<T, double>()).As<double, T>();

    /// <summary>eˣ − 1: Taylor's series near 0, where the difference would cancel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Expm1<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Vector.ConditionalSelect(
        Vector.LessThan(Vector.Abs(x), All<T>(0.5)),
        x * Polynomial(x, Series<T>.Expm1),
        Exp(x) - Vector<T>.One);

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
}
