using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// Sine and cosine of vectors, from their series over the quarter turn nearest to 0. Every lane is computed alike, whatever stands beside it.
/// </summary>
internal static class Trigonometry
{
    /// <summary>sin(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Sin<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var small = IsSmall(x);
        var y = Turned(Vector.ConditionalSelect(small, x, default), 0);
        return Vector.EqualsAll(small.As<T, byte>(), Vector<byte>.AllBitsSet) ? y : OneByOne(x, y, T.Sin);
    }

    /// <summary>cos(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Cos<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var small = IsSmall(x);
        var y = Turned(Vector.ConditionalSelect(small, x, default), 1);
        return Vector.EqualsAll(small.As<T, byte>(), Vector<byte>.AllBitsSet) ? y : OneByOne(x, y, T.Cos);
    }

    /// <summary>Whether the multiples of the parts of π/2 below are exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> IsSmall<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector.LessThan(Vector.Abs(x), VectorMath.All<T>(Limit<T>()));

    private static double Limit<T>() => typeof(T) == typeof(float) ? 10_000 : 1_000_000;

    /// <summary>sin(x + turns · π/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Turned<T>(Vector<T> x, int turns) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool single = typeof(T) == typeof(float);
        var rounder = VectorMath.Rounder<T>();
        var shifted = VectorMath.MultiplyAdd(x, VectorMath.All<T>(0.6366197723675814), rounder);
        var n = rounder - shifted;
        var r = VectorMath.MultiplyAdd(n, VectorMath.All<T>(single ? 1.5703125 : 1.5707963267341256), x);
        r = VectorMath.MultiplyAdd(n, VectorMath.All<T>(single ? 0.00048351287841796875 : 6.07710049817245e-11), r);
        r = VectorMath.MultiplyAdd(n, VectorMath.All<T>(single ? 3.139164786504813e-07 : 8.333742918520879e-20), r);
        var square = r * r;
        var sine = r * VectorMath.Polynomial(square, Series<T>.Sin);
        var cosine = VectorMath.Polynomial(square, Series<T>.Cos);

        // The lowest bit of the quarter says which of the two it is, the next one the sign.
        if (single)
        {
            var quarter = shifted.As<T, int>() + Vector.Create(turns);
            var even = Vector.Equals(quarter & Vector<int>.One, default).As<int, T>();
            return Vector.ConditionalSelect(even, sine, cosine) ^ ((quarter & Vector.Create(2)) << 30).As<int, T>();
        }
        else
        {
            var quarter = shifted.As<T, long>() + Vector.Create((long)turns);
            var even = Vector.Equals(quarter & Vector<long>.One, default).As<long, T>();
            return Vector.ConditionalSelect(even, sine, cosine) ^ ((quarter & Vector.Create(2L)) << 62).As<long, T>();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector<T> OneByOne<T>(Vector<T> x, Vector<T> y, Func<T, T> f) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < Vector<T>.Count; i++)
            if (!(T.Abs(x[i]) < T.CreateTruncating(Limit<T>())))
                y = y.WithElement(i, f(x[i]));
        return y;
    }
}
