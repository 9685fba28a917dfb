using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Sine and cosine of one angle of any size: M. H. Payne and R. N. Hanek, "Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983.
/// Of 2/π only those digits are multiplied that count modulo 4 quarter turns, to 2⁻¹³⁷ of one; no angle of 53 bits comes closer to one than 2⁻⁶².
/// </summary>
internal static class HugeAngles
{
    private const double QuarterTurn = 1.5707963267948966, QuarterTurnLow = 6.123233995736766e-17;

    /// <summary>64 zeros and the first 1216 binary digits of 2/π.</summary>
    private static ReadOnlySpan<ulong> TwoOverPi =>
    [
        0, 0xA2F9836E4E441529, 0xFC2757D1F534DDC0, 0xDB6295993C439041, 0xFE5163ABDEBBC561, 0xB7246E3A424DD2E0, 0x06492EEA09D1921C,
        0xFE1DEB1CB129A73E, 0xE88235F52EBB4484, 0xE99C7026B45F7E41, 0x3991D639835339F4, 0x9C845F8BBDF9283B, 0x1FF897FFDE05980F,
        0xEF2F118B5A0A6D1F, 0x6D367ECF27CB09B7, 0x4F463F669E5FEA2D, 0x7527BAC7EBE5F17B, 0x3D0739F78A5292EA, 0x6BFB5FB11F8D5D08,
        0x56033046FC7B6BAB,
    ];

    /// <summary>sin(x + turns · π/2), for |x| of 2¹⁰ or more; NaN for what is not finite.</summary>
    public static T Sin<T>(T x, int turns) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(Sin(double.CreateTruncating(x), turns));

    private static double Sin(double x, int turns)
    {
        if (!double.IsFinite(x))
            return double.NaN;
        var (quarter, r, low) = Reduce(Math.Abs(x));
        // sin(−x + turns · π/2) = −sin(x − turns · π/2).
        quarter += x < 0 ? 4 - turns : turns;
        double y = (quarter & 1) == 0 ? Math.Sin(r) + low * Math.Cos(r) : Math.Cos(r) - low * Math.Sin(r);
        return (quarter & 2) == 0 == x > 0 ? y : -y;
    }

    /// <summary>x = (quarter + 4n) π/2 + r + low, with |r| ≤ π/4.</summary>
    private static (int Quarter, double R, double Low) Reduce(double x)
    {
        int exponent = Math.ILogB(x) - 52, skipped = exponent - 2 + 64;
        ulong digits = (ulong)Math.ScaleB(x, -exponent);
        // 192 digits times 53, of which the highest that are left are two before the point.
        ulong carry = Math.BigMul(digits, Digits(skipped + 128), out ulong lowest);
        ulong high = Math.BigMul(digits, Digits(skipped + 64), out ulong middle);
        middle += carry;
        high += digits * Digits(skipped) + (middle < carry ? 1UL : 0UL);
        int quarter = (int)(high >> 62);
        var part = new UInt128(high << 2 | middle >> 62, middle << 2 | lowest >> 62);
        bool beyond = high << 2 >= 1UL << 63;
        if (beyond)
            (quarter, part) = (quarter + 1, UInt128.Zero - part);
        // The leading 53 digits, and 53 more.
        int zeros = (int)UInt128.LeadingZeroCount(part);
        if (zeros == 128)
            return (quarter, 0, 0);
        part <<= zeros;
        double first = Math.ScaleB((double)(ulong)(part >> 75), -53 - zeros), second = Math.ScaleB((double)(ulong)((part << 53) >> 75), -106 - zeros);
        double r = first * QuarterTurn;
        double low = Math.FusedMultiplyAdd(first, QuarterTurn, -r) + (first * QuarterTurnLow + second * QuarterTurn);
        return beyond ? (quarter, -r, -low) : (quarter, r, low);
    }

    /// <summary>64 of the digits, after so many.</summary>
    private static ulong Digits(int skipped)
    {
        int word = skipped / 64, within = skipped % 64;
        return within == 0 ? TwoOverPi[word] : TwoOverPi[word] << within | TwoOverPi[word + 1] >> 64 - within;
    }
}
