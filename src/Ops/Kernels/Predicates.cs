using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A predicate of two numbers, stated for vectors of them: all bits set where it holds.</summary>
internal interface IVectorPredicate
{
    static abstract Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged;
}

/// <summary>Tests pairs of numbers, a vector of bytes' worth at a time.</summary>
internal static class Predicates
{
    /// <summary>Whether the predicate holds, for each pair.</summary>
    public static void Test<T, TPredicate>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y)
        where T : unmanaged where TPredicate : struct, IVectorPredicate
    {
        int width = Vector<byte>.Count, whole = a.Length - a.Length % width;
        ref T first = ref MemoryMarshal.GetReference(a);
        ref T second = ref MemoryMarshal.GetReference(b[..a.Length]);
        ref byte to = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(y[..a.Length]));
        for (int i = 0; i < whole; i += width)
            Bytes<T, TPredicate>(ref first, ref second, i).StoreUnsafe(ref to, (nuint)i);
        if (whole != a.Length)
            Remainder<T, TPredicate>(a[whole..], b[whole..], y[whole..]);
    }

    [SkipLocalsInit]
    private static void Remainder<T, TPredicate>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y)
        where T : unmanaged where TPredicate : struct, IVectorPredicate
    {
        int width = Vector<byte>.Count;
        Span<T> first = stackalloc T[width], second = stackalloc T[width];
        Span<byte> result = stackalloc byte[width];
        first.Clear();
        second.Clear();
        a.CopyTo(first);
        b.CopyTo(second);
        Bytes<T, TPredicate>(ref first[0], ref second[0], 0).CopyTo(result);
        result[..a.Length].CopyTo(MemoryMarshal.AsBytes(y));
    }

    /// <summary>As many results as a vector holds bytes, each 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Bytes<T, TPredicate>(ref T a, ref T b, int at) where T : unmanaged where TPredicate : struct, IVectorPredicate
    {
        int quarter = Vector<int>.Count;
        var mask = Unsafe.SizeOf<T>() switch
        {
            1 => Mask<T, TPredicate>(ref a, ref b, at).As<T, byte>(),
            4 => Narrow(
                Mask<T, TPredicate>(ref a, ref b, at).As<T, int>(),
                Mask<T, TPredicate>(ref a, ref b, at + quarter).As<T, int>(),
                Mask<T, TPredicate>(ref a, ref b, at + 2 * quarter).As<T, int>(),
                Mask<T, TPredicate>(ref a, ref b, at + 3 * quarter).As<T, int>()),
            _ => Narrow(
                Half<T, TPredicate>(ref a, ref b, at),
                Half<T, TPredicate>(ref a, ref b, at + quarter),
                Half<T, TPredicate>(ref a, ref b, at + 2 * quarter),
                Half<T, TPredicate>(ref a, ref b, at + 3 * quarter)),
        };
        return mask & Vector<byte>.One;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Mask<T, TPredicate>(ref T a, ref T b, int at) where T : unmanaged where TPredicate : struct, IVectorPredicate =>
        TPredicate.Test(Vector.LoadUnsafe(ref a, (nuint)at), Vector.LoadUnsafe(ref b, (nuint)at));

    /// <summary>The masks of two vectors of 8-byte numbers as one of 4-byte ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Half<T, TPredicate>(ref T a, ref T b, int at) where T : unmanaged where TPredicate : struct, IVectorPredicate =>
        Vector.Narrow(
            Mask<T, TPredicate>(ref a, ref b, at).As<T, long>(),
            Mask<T, TPredicate>(ref a, ref b, at + Vector<long>.Count).As<T, long>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<byte> Narrow(Vector<int> a, Vector<int> b, Vector<int> c, Vector<int> d) =>
        Vector.Narrow(Vector.Narrow(a, b), Vector.Narrow(c, d)).As<sbyte, byte>();

    /// <summary>a &lt; b.</summary>
    public readonly struct Less : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => Vector.LessThan(a, b);
    }

    /// <summary>a ≤ b.</summary>
    public readonly struct LessOrEqual : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => Vector.LessThanOrEqual(a, b);
    }

    /// <summary>a = b.</summary>
    public readonly struct Equal : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => Vector.Equals(a, b);
    }

    /// <summary>a ≠ b; NaN differs from everything.</summary>
    public readonly struct NotEqual : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => ~Vector.Equals(a, b);
    }

    /// <summary>Both are true.</summary>
    public readonly struct And : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => ~(Vector.Equals(a, default) | Vector.Equals(b, default));
    }

    /// <summary>One is true, or both.</summary>
    public readonly struct Or : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => ~(Vector.Equals(a, default) & Vector.Equals(b, default));
    }

    /// <summary>One is true, and not both.</summary>
    public readonly struct Xor : IVectorPredicate
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Test<T>(Vector<T> a, Vector<T> b) where T : unmanaged => Vector.Equals(a, default) ^ Vector.Equals(b, default);
    }
}
