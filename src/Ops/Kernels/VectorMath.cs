using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Exponentials and logarithms of vectors, within two units in the last place over their whole range (three where the processor
/// cannot round a product and a sum at once), whatever the width. NaN gives NaN. Every lane is
/// computed alike, whatever stands beside it. The polynomials interpolate at Chebyshev points (tests/Golden/polynomials.py).
/// </summary>
internal static partial class VectorMath<T, V> where T : unmanaged where V : struct, ILanes<V, T>
{
    private const double Ln2 = 0.6931471805599453;

    /// <summary>ln 2 in two parts, the first short enough for its multiples to be exact.</summary>
    private const double High32 = 0.693145751953125, High64 = 0.6931471803691238, Low32 = 1.4286068203094173e-06, Low64 = 1.9082149292705877e-10;

    /// <summary>Below it a number squared does not count beside 1.</summary>
    private const double Tiny32 = 3e-8, Tiny64 = 5e-17;

    private static bool Single
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    /// <summary>x plus this is a whole number in the lowest bits of the sum: the nearest to x.</summary>
    private static V Rounder
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => V.All(12582912, 6755399441055744);
    }

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        // What is 0 does not go through the numbers next to it, for which processors take a hundred times as long: masks are full of −∞.
        V least = V.All(-104, -746), bounded = V.Less(x, least, V.All(0), V.Min(V.All(89, 710), x));
        Reduce(bounded, out var r, out var n);
        return V.Less(x, least, V.All(0), V.Scale(V.All(1) + Expm1Near0(r), n));
    }

    /// <summary>eˣ − 1, without the cancellation near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Expm1(V x) => V.Less(V.Abs(x), V.All(Tiny32, Tiny64), x, Expm1Bounded(V.Min(V.All(89, 710), x)));

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        var shift = V.Less(V.AllBits(0x00800000, 0x0010000000000000), x, V.All(0), V.All(25, 54)); // Brings subnormal numbers into the normal range.
        return LogOf(V.Scale(x, shift), V.All(0), -shift);
    }

    /// <summary>log(1 + x): the logarithm of the rounded sum, and of what rounding it took away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log1p(V x)
    {
        var sum = V.All(1) + x;
        var added = sum - V.All(1);
        var lost = V.All(1) - (sum - added) + (x - added);
        return V.Less(V.Abs(x), V.All(Tiny32, Tiny64), x, LogOf(sum, lost * V.Reciprocal(sum), V.All(0)));
    }

    /// <summary>The hyperbolic tangent: a polynomial near 0, and farther out 1 − 2 / (e^(2|x|) + 1), which does not cancel there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V size = V.Abs(x), square = x * x, p;
        var limited = V.Min(V.All(10, 20), size);
        if (Single)
        {
            p = Horner(square, V.All(-0.006608371257), 0.02130840129, -0.05390926785, 0.1333311291, -0.33333332);
        }
        else
        {
            p = Horner(square, V.All(-0.0000205900370347676107), 0.0000850948108274928814, -0.00023462355640458791);
            p = Horner(square, p, 0.000588932283696086415, -0.00145566106535034741, 0.00359211028298274825, -0.00886323439055277213);
            p = Horner(square, p, 0.0218694884933519678, -0.0539682539674271139, 0.13333333333332709, -0.333333333333333326);
        }
        Reduce(limited + limited, out var r, out var n);
        var far = V.SubtractProduct(V.All(2), V.Reciprocal(V.All(1) + V.Scale(V.All(1) + Expm1Near0(r), n)), V.All(1));
        return V.CopySign(V.Less(size, V.All(0.55), V.MultiplyAdd(x * square, p, x), far), x);
    }

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x)
    {
        ReduceMinus(V.Max(V.All(-104, -746), V.Min(V.All(17.4, 37.5), x)), out var r, out var n);
        return V.Scale(V.Reciprocal(OnePlusExp(r, n)), n);
    }

    /// <summary>x / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Silu(V x) => TimesSigmoid(x, x, V.All(0));

    /// <summary>x / (1 + e^(−z − low)), where z has the sign of x and is not nearer to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V TimesSigmoid(V x, V z, V low)
    {
        var bounded = V.Max(V.All(-112, -755), V.Min(V.All(17.4, 37.5), z));
        ReduceMinus(bounded, out var r, out var n);
        var y = V.CopySign(V.Scale(V.Quotient(V.Max(V.All(-112, -755), x), OnePlusExp(r - low, n)), n), x);
        return V.Less(V.All(17.4, 37.5), z, x, y);
    }

    /// <summary>
    /// log(1 + e^(−size − low)) = 2ⁿ (head + rest), where size ≥ 0. The power comes last, lest the sum be rounded where it is subnormal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Log1pExpOfMinus(V size, V low, out V head, out V rest, out V n)
    {
        Reduce(V.Max(V.All(-170, -1400), -size), out var r, out n);
        var q = Expm1Near0(r - low);
        var m = V.All(1) + q;
        var e = V.Scale(m, n);
        V p;
        if (Single)
        {
            p = Horner(e, V.All(0.002801641993), -0.01718426698, 0.04930997343, -0.09139413774, 0.1303336424);
            p = Horner(e, p, -0.1636515287, 0.1995670795, -0.2499675991, 0.3333323735);
        }
        else
        {
            p = Horner(e, V.All(-0.0000229388568184714378), 0.000265295970542531044, -0.00145692484733291744, 0.00508109047854899415,
                -0.0127321505282476731);
            p = Horner(e, p, 0.0246829501916849337, -0.0391250511523394424, 0.0532235224603212144, -0.0650401036603685578);
            p = Horner(e, p, 0.0744481701994222684, -0.0825618541627825036, 0.0907183529253426044, -0.0999632434755013683);
            p = Horner(e, p, 0.111105711428558057, -0.124999412815076874, 0.142857097454455445, -0.166666664309783401);
            p = Horner(e, p, 0.1999999999247163, -0.249999999998720501, 0.333333333333324656);
        }
        var product = m * e;
        head = V.MultiplyAdd(product, V.All(-0.5), m);
        rest = V.MultiplyAdd(product * e, p, V.All(1) - m + q);
    }

    /// <summary>log(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x)
    {
        Log1pExpOfMinus(V.Abs(x), V.All(0), out var head, out var rest, out var n);
        return V.Max(V.All(0), x) + V.Scale(head + rest, n);
    }

    /// <summary>log(1 + e^(βx)) / β. βx is taken to twice the precision, since the exponential multiplies its error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Softplus(V x, V beta)
    {
        V product = beta * x, positive = V.Less(V.All(0), product), size = V.Abs(product);
        var low = ProductError(beta, x, product);
        low = V.Less(size, V.All(200, 1000), V.Select(positive, low, -low), V.All(0));
        Log1pExpOfMinus(size, low, out var head, out var rest, out var n);
        // The sum, the quotient and what is added are rounded together, but where the quotient may be subnormal or x infinite.
        V inverse = V.All(1) / beta, inverseLow = V.SubtractProduct(beta, inverse, V.All(1)) * inverse, over = V.Select(positive, x, V.All(0));
        var scale = V.Scale(V.All(1), n);
        var together = V.MultiplyAdd(head * scale, inverse, V.MultiplyAdd(rest * scale, inverse, V.MultiplyAdd(head * scale, inverseLow, over)));
        return V.Less(size, V.All(20, 40), together, over + V.Scale((head + rest) / beta, n));
    }

    /// <summary>p x + a, and so on: a polynomial goes on with lower coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Horner(V x, V p, double a) => V.MultiplyAdd(p, x, V.All(a));

    /// <inheritdoc cref="Horner(V, V, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Horner(V x, V p, double a, double b) => V.MultiplyAdd(V.MultiplyAdd(p, x, V.All(a)), x, V.All(b));

    /// <inheritdoc cref="Horner(V, V, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Horner(V x, V p, double a, double b, double c) => Horner(x, Horner(x, p, a, b), c);

    /// <inheritdoc cref="Horner(V, V, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Horner(V x, V p, double a, double b, double c, double d)
    {
        p = V.MultiplyAdd(V.MultiplyAdd(p, x, V.All(a)), x, V.All(b));
        return V.MultiplyAdd(V.MultiplyAdd(p, x, V.All(c)), x, V.All(d));
    }

    /// <summary>a·b − product, where product is a·b rounded: exact (T. J. Dekker, Numerische Mathematik 18, 1971).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ProductError(V a, V b, V product)
    {
        if (V.Fused)
            return V.MultiplySubtract(a, b, product);
        Split(a, out var aHigh, out var aLow);
        Split(b, out var bHigh, out var bLow);
        return aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
    }

    /// <summary>x·2ⁿ, in halves, for the whole power may be out of range where the product is not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Scale(V x, V n)
    {
        var half = V.MultiplyAdd(n, V.All(0.5), Rounder) - Rounder;
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    /// <summary>x = n ln 2 + r with |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(V x, out V r, out V n)
    {
        n = V.MultiplyAdd(x, V.All(1 / Ln2), Rounder) - Rounder;
        r = V.MultiplyAdd(n, V.All(-Low32, -Low64), V.MultiplyAdd(n, V.All(-High32, -High64), x));
    }

    /// <summary>
    /// 1 / (1 + e⁻ˣ) = 2ⁿ / (2ⁿ + eʳ), where −x = r − n ln 2. The power comes last, lest the quotient be rounded where it is subnormal.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReduceMinus(V x, out V r, out V n)
    {
        n = V.MultiplyAdd(x, V.All(1 / Ln2), Rounder) - Rounder;
        r = V.MultiplyAdd(n, V.All(Low32, Low64), V.MultiplySubtract(n, V.All(High32, High64), x));
    }

    /// <summary>2ⁿ + eʳ, rounded little more than once: the sum of 2ⁿ and 1 is exact, or what it loses is taken along.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V OnePlusExp(V r, V n)
    {
        V power = V.Scale(V.All(1), n), sum = power + V.All(1);
        return sum + V.MultiplyAdd(r * r, Expm1Rest(r), Single ? r : r + (power - (sum - V.All(1))));
    }

    /// <summary>eʳ − 1 for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expm1Near0(V r) => V.MultiplyAdd(r * r, Expm1Rest(r), r);

    /// <summary>(eʳ − 1 − r) / r² for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expm1Rest(V r)
    {
        if (Single)
            return Horner(r, V.All(0.001392632562), 0.008363292753, 0.04166655376, 0.1666657631, 0.5);
        var p = Horner(r, V.All(2.09148313513804106e-9), 2.51054191920163364e-8, 2.75572732955397243e-7);
        p = Horner(r, p, 2.7557254913486702e-6, 0.0000248015873258222821, 0.000198412698752050768, 0.00138888888888836696);
        return Horner(r, p, 0.00833333333332602495, 0.0416666666666666698, 0.166666666666666711, 0.5);
    }

    /// <summary>eˣ − 1 for x that does not overflow by much; the result is rounded but where it is subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Expm1Bounded(V x)
    {
        x = V.Max(V.All(-20, -40), x);
        var n = V.MultiplyAdd(x, V.All(1 / Ln2), Rounder) - Rounder;
        V high = V.MultiplyAdd(n, V.All(-High32, -High64), x), low = n * V.All(Low32, Low64);
        var r = high - low;
        // Half of 2ⁿ (1 + high + rest) − 1, since 2ⁿ itself may overflow.
        var scale = PowerOfTwo(n - V.All(1));
        var rest = V.MultiplyAdd(r * r, Expm1Rest(r), -low);
        var y = V.MultiplyAdd(scale, rest, V.MultiplyAdd(scale, high, scale - V.All(0.5)));
        return y + y;
    }

    /// <summary>log(x) + low + k ln 2, where low is small and x is not subnormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V LogOf(V x, V low, V k)
    {
        // x = 2ᵏ (1 + f) with 1 + f between √½ and √2.
        const int RootHalf32 = 0x3F3504F3;
        const long RootHalf64 = 0x3FE6A09E667F3BCD;
        var bits = V.AddBits(x, V.AllBits(0x3F800000 - RootHalf32, 0x3FF0000000000000 - RootHalf64));
        var exponent = V.ShiftBitsRight(bits, 23, 52) | V.AllBits(0x4B000000, 0x4330000000000000);
        k += exponent - V.All(8388608 + 127, 4503599627370496 + 1023);
        var f = V.AddBits(bits & V.AllBits((1 << 23) - 1, (1L << 52) - 1), V.AllBits(RootHalf32, RootHalf64)) - V.All(1);
        var square = f * f;
        V y;
        if (Single)
        {
            var p = Horner(f, V.All(0.06971611471), -0.1147973385, 0.1168541992, -0.1242568733, 0.1424905765);
            p = Horner(f, p, -0.1666780232, 0.2000071575, -0.2499999696, 0.3333333118);
            y = V.MultiplyAdd(V.All(-0.5), square, V.MultiplyAdd(square * f, p, V.MultiplyAdd(k, V.All(Low32, Low64), low)));
        }
        else
        {
            // By s = f / (2 + f), in whose odd powers the series is shorter; as in fdlibm's log.
            V s = f / (V.All(2) + f), z = s * s, half = V.All(0.5) * square;
            var p = Horner(z, V.All(0.130872361966596223), 0.132687147923480967, 0.153862418819385955, 0.181817956000607924, 0.222222223920890079);
            p = Horner(z, Horner(z, p, 0.285714285708019569), 0.400000000000008797, 0.666666666666666665);
            y = V.MultiplyAdd(s, V.MultiplyAdd(z, p, half), V.MultiplyAdd(k, V.All(Low32, Low64), low)) - half;
        }
        y = V.MultiplyAdd(k, V.All(High32, High64), f + y);
        var special = V.Select(V.Same(x, V.All(0)), V.All(double.NegativeInfinity), V.Less(x, V.All(0), V.All(double.NaN), x));
        return V.Select(V.Less(V.All(0), x) & V.Less(x, V.All(double.PositiveInfinity)), y, special);
    }

    /// <summary>2ⁿ, for whole n in the range of the exponents.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerOfTwo(V n) => V.ShiftBitsLeft(V.AddBits(n + Rounder, V.AllBits(127, 1023)), 23, 52);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(V x, out V high, out V low)
    {
        var scaled = V.All(4097, 134217729) * x;
        high = scaled - (scaled - x);
        low = x - high;
    }
}
