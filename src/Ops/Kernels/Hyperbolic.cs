using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Exponentials and logarithms to other bases and hyperbolic functions, of vectors of double.</summary>
internal static partial class VectorMath<T, V>
{
    /// <summary>2ˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2(V x)
    {
        x = V.Max(V.All(-1080), V.Min(V.All(1030), x));
        var n = x + Rounder - Rounder;
        return V.Scale(V.All(1) + Expm1Near0((x - n) * V.All(Ln2)), n);
    }

    /// <summary>The binary logarithm: exact for powers of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2(V x)
    {
        LogOfMantissa(x, out var log, out var k);
        return Valued(x, V.MultiplyAdd(log, V.All(1.4426950408889634), k));
    }

    /// <summary>The decimal logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log10(V x)
    {
        // log₁₀ 2 in two parts, the first short enough for its multiples to be exact.
        const double High = 0.3010299955494702, Low = 1.1451100898021838e-10;
        LogOfMantissa(x, out var log, out var k);
        return Valued(x, V.MultiplyAdd(k, V.All(High), V.MultiplyAdd(log, V.All(0.4342944819032518), k * V.All(Low))));
    }

    /// <summary>The hyperbolic sine: Taylor's series up to 1, and beyond it (eˣ − e⁻ˣ) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sinh(V x)
    {
        V size = V.Abs(x), z = x * x, half = HalfExp(size);
        var p = Horner(z, V.All(1.9572941063391263e-20), 8.22063524662433e-18, 2.8114572543455206e-15, 7.647163731819816e-13);
        p = Horner(z, p, 1.6059043836821613e-10, 2.505210838544172e-08, 2.7557319223985893e-06, 0.0001984126984126984);
        p = Horner(z, p, 0.008333333333333333, 0.16666666666666666);
        return V.CopySign(V.Less(size, V.All(1), V.MultiplyAdd(x * z, p, x), half - V.All(0.25) / half), x);
    }

    /// <summary>The hyperbolic cosine, (eˣ + e⁻ˣ) / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cosh(V x)
    {
        var half = HalfExp(V.Abs(x));
        return half + V.All(0.25) / half;
    }

    /// <summary>x − tanh(x), near 0 as small as x³/3: up to 1.7 (x cosh x − sinh x) / cosh x, the dividend by Taylor's series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanhshrink(V x)
    {
        var z = x * x;
        var p = Horner(z, V.All(2.387759364586842e-27), 1.5472680682522736e-24, 8.509974375387505e-22, 3.9145882126782523e-19,
            1.4797143443923793e-16);
        p = Horner(z, p, 4.498331606952833e-14, 1.0706029224547743e-11, 1.9270852604185937e-09, 2.505210838544172e-07);
        p = Horner(z, p, 2.2045855379188714e-05, 0.0011904761904761906, 0.03333333333333333, 0.3333333333333333);
        return V.Less(V.Abs(x), V.All(1.7), x * (z * p) / Cosh(x), x - Tanh(x));
    }

    /// <summary>eˣ / 2 for x ≥ 0, which overflows later than eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V HalfExp(V x)
    {
        Reduce(V.Min(V.All(711), x), out var r, out var n);
        return V.Scale(V.All(0.5) + V.All(0.5) * Expm1Near0(r), n);
    }

    /// <summary>log(x) = log + k ln 2, the logarithm being that of a number between √½ and √2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LogOfMantissa(V x, out V log, out V k)
    {
        const long RootHalf = 0x3FE6A09E667F3BCD;
        var shift = V.Less(V.AllBits(0, 0x0010000000000000), x, V.All(0), V.All(54));
        var bits = V.AddBits(V.Scale(x, shift), V.AllBits(0, 0x3FF0000000000000 - RootHalf));
        k = (V.ShiftBitsRight(bits, 23, 52) | V.AllBits(0, 0x4330000000000000)) - V.All(4503599627370496 + 1023) - shift;
        log = LogOf(V.AddBits(bits & V.AllBits(0, (1L << 52) - 1), V.AllBits(0, RootHalf)), V.All(0), V.All(0));
    }

    /// <summary>A logarithm of x where there is one; else −∞, ∞ or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Valued(V x, V log)
    {
        var special = V.Select(V.Same(x, V.All(0)), V.All(double.NegativeInfinity), V.Less(x, V.All(0), V.All(double.NaN), x));
        return V.Select(V.Less(V.All(0), x) & V.Less(x, V.All(double.PositiveInfinity)), log, special);
    }
}
