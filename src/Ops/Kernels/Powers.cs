using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Powers of vectors of double: e^(b log a) with the logarithm to twice the precision, since the exponential multiplies its error.</summary>
internal static partial class VectorMath<T, V>
{
    /// <summary>aᵇ, for positive, finite and normal a and |b| ≤ 2⁶⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Power(V a, V b)
    {
        LogOf(a, out var log, out var logLow);
        V product = b * log, low = V.MultiplyAdd(b, logLow, ProductError(b, log, product));
        low = V.Less(V.Abs(product), V.All(800), low, V.All(0));
        Reduce(V.Max(V.All(-760), V.Min(V.All(720), product)), out var r, out var n);
        return V.Scale(V.All(1) + Expm1Near0(r + low), n);
    }

    /// <summary>log(a) = high + low, the relative error being about 2⁻⁶⁶.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LogOf(V a, out V high, out V low)
    {
        const long RootHalf = 0x3FE6A09E667F3BCD;
        // a = 2ᵏ (1 + f) with 1 + f between √½ and √2, and s = f / (2 + f): log(1 + f) = 2s + s³ (2/3 + s² p(s²)).
        var bits = V.AddBits(a, V.AllBits(0, 0x3FF0000000000000 - RootHalf));
        var k = (V.ShiftBitsRight(bits, 23, 52) | V.AllBits(0, 0x4330000000000000)) - V.All(4503599627370496 + 1023);
        var f = V.AddBits(bits & V.AllBits(0, (1L << 52) - 1), V.AllBits(0, RootHalf)) - V.All(1);
        V divisor = V.All(2) + f, divisorLow = f - (divisor - V.All(2)), s = f / divisor, back = s * divisor;
        var sLow = (f - back - ProductError(s, divisor, back) - s * divisorLow) / divisor;

        V z = s * s, zLow = V.MultiplyAdd(s + s, sLow, ProductError(s, s, z));
        var p = Horner(z, V.All(0.1172360362290541163), 0.1170619568988136484, 0.1333480621210060365, 0.1538459493459791669);
        p = z * Horner(z, p, 0.1818181833565415947, 0.2222222222165473257, 0.2857142857142936812, 0.3999999999999999982);
        V third = V.All(2.0 / 3), q = third + p, qLow = third - q + p + V.All(3.700743415417188e-17);
        V t = z * q, tLow = V.MultiplyAdd(z, qLow, V.MultiplyAdd(zLow, q, ProductError(z, q, t)));
        V u = s * t, uLow = V.MultiplyAdd(s, tLow, V.MultiplyAdd(sLow, t, ProductError(s, t, u)));

        // The multiple of ln 2 is exact but for its low part, and where it is not 0 it is the greatest of the terms.
        V twice = s + s, near = twice + u, nearLow = twice - near + u + (uLow + (sLow + sLow));
        V whole = k * V.All(High64), sum = whole + near;
        low = whole - sum + near + V.MultiplyAdd(k, V.All(Low64), nearLow);
        high = sum + low;
        low = sum - high + low;
    }
}
