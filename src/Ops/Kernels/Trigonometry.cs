using System.Runtime.CompilerServices;
using System.Numerics;

namespace AutoGrad;

/// <summary>Sine, cosine and tangent, from polynomials over the quarter turn nearest to 0.</summary>
internal static class Trigonometry<T, V> where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : struct, ILanes<V, T>
{
    /// <summary>Below it the multiples of the parts of π/2 are exact.</summary>
    private const double Limit32 = 10_000, Limit64 = 1_000_000;

    private static bool Single
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    /// <summary>sin(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sin(V x)
    {
        var small = V.Less(V.Abs(x), V.All(Limit32, Limit64));
        var y = Turned(V.Select(small, x, V.All(0)), 0);
        y = V.Less(V.Abs(x), V.All(1e-4, 1e-8), x, y);
        return V.Every(small) ? y : OneByOne(x, y, 0);
    }

    /// <summary>cos(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Cos(V x)
    {
        var small = V.Less(V.Abs(x), V.All(Limit32, Limit64));
        var y = Turned(V.Select(small, x, V.All(0)), 1);
        return V.Every(small) ? y : OneByOne(x, y, 1);
    }

    /// <summary>tan(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tan(V x)
    {
        var small = V.Less(V.Abs(x), V.All(Limit32, Limit64));
        var quarter = Quarters(V.Select(small, x, V.All(0)), out var sine, out var cosine);
        var even = V.Same(quarter & V.AllBits(1, 1), V.All(0));
        var y = V.Select(even, sine, -cosine) / V.Select(even, cosine, sine);
        y = V.Less(V.Abs(x), V.All(1e-4, 1e-8), x, y);
        return V.Every(small) ? y : TanOneByOne(x, y);
    }

    /// <summary>sin(x + turns · π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Turned(V x, int turns)
    {
        // The lowest bit of the quarter says which of the two it is, the next one the sign.
        var quarter = V.AddBits(Quarters(x, out var sine, out var cosine), V.AllBits(turns, turns));
        var even = V.Same(quarter & V.AllBits(1, 1), V.All(0));
        return V.Select(even, sine, cosine) ^ V.ShiftBitsLeft(quarter & V.AllBits(2, 2), 30, 62);
    }

    /// <summary>The quarter turn nearest to x, in the lowest bits, and the sine and cosine of what x lies away from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Quarters(V x, out V sine, out V cosine)
    {
        var rounder = V.All(12582912, 6755399441055744);
        var shifted = V.MultiplyAdd(x, V.All(0.6366197723675814), rounder);
        var n = rounder - shifted;
        // π/2 in four parts, of which the multiples of three are exact; and what rounding the sum of the last ones takes away, for it counts near 0.
        var a = V.MultiplyAdd(n, V.All(1.5703125, 1.5707963267341256), x);
        a = V.MultiplyAdd(n, V.All(0.0004837512969970703, 6.077100506303966e-11), a);
        var b = n * V.All(7.549533620476723e-08, 2.0222662487111665e-21);
        var sum = a + b;
        b = V.MultiplyAdd(n, V.All(2.563344151594519e-12, 8.4784276603689e-32), a - sum + b);
        V r = sum + b, low = sum - r + b, z = r * r;
        if (Single)
        {
            sine = VectorMath<T, V>.Horner(z, V.All(2.724931405e-6), -0.0001984008201, 0.008333331866);
            sine = VectorMath<T, V>.Horner(z, sine, -0.1666666666);
            cosine = VectorMath<T, V>.Horner(z, V.All(-2.730044862e-7), 2.480059644e-5, -0.001388888766);
            cosine = VectorMath<T, V>.Horner(z, cosine, 0.04166666666);
        }
        else
        {
            sine = VectorMath<T, V>.Horner(z, V.All(1.5917848524808261e-10), -2.50511279440141876e-8);
            sine = VectorMath<T, V>.Horner(z, sine, 2.75573160838163586e-6, -0.000198412698367224178, 0.00833333333333092456, -0.166666666666666646);
            cosine = VectorMath<T, V>.Horner(z, V.All(-1.13824567780613058e-11), 2.08761438279931325e-9);
            cosine = VectorMath<T, V>.Horner(z, cosine, -2.75573172600088382e-7, 0.0000248015872987430693, -0.00138888888888873823,
                0.0416666666666666654);
        }
        sine = V.MultiplyAdd(r * z, sine, low) + r;
        cosine = V.MultiplyAdd(z * z, cosine, V.MultiplyAdd(V.All(-0.5), z, V.All(1)) - r * low);
        return shifted;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V OneByOne(V x, V y, int turns)
    {
        Span<T> values = stackalloc T[V.Count], results = stackalloc T[V.Count];
        V.Store(x, ref values[0], 0);
        V.Store(y, ref results[0], 0);
        for (int i = 0; i < values.Length; i++)
            if (!(T.Abs(values[i]) < T.CreateTruncating(Single ? Limit32 : Limit64)))
                results[i] = HugeAngles.Sin(values[i], turns);
        return V.Load(in results[0], 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static V TanOneByOne(V x, V y)
    {
        Span<T> values = stackalloc T[V.Count], results = stackalloc T[V.Count];
        V.Store(x, ref values[0], 0);
        V.Store(y, ref results[0], 0);
        for (int i = 0; i < values.Length; i++)
            if (!(T.Abs(values[i]) < T.CreateTruncating(Single ? Limit32 : Limit64)))
                results[i] = HugeAngles.Sin(values[i], 0) / HugeAngles.Sin(values[i], 1);
        return V.Load(in results[0], 0);
    }
}
