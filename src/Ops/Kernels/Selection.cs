using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Chooses between two operands by a mask.</summary>
internal static class Selection
{
    /// <summary>y = a where the mask is true, else b. An operand of one element stands for all.</summary>
    public static void Select<T>(ReadOnlySpan<bool> mask, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged
    {
        switch (Unsafe.SizeOf<T>())
        {
            case 1: Run(mask, MemoryMarshal.Cast<T, byte>(a), MemoryMarshal.Cast<T, byte>(b), MemoryMarshal.Cast<T, byte>(y)); break;
            case 4: Run(mask, MemoryMarshal.Cast<T, int>(a), MemoryMarshal.Cast<T, int>(b), MemoryMarshal.Cast<T, int>(y)); break;
            default: Run(mask, MemoryMarshal.Cast<T, long>(a), MemoryMarshal.Cast<T, long>(b), MemoryMarshal.Cast<T, long>(y)); break;
        }
    }

    private static void Run<T>(ReadOnlySpan<bool> mask, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged
    {
        bool single = a.Length == 1, other = b.Length == 1;
        int width = Vector<byte>.Count, step = Vector<T>.Count, at = 0;
        if (y.Length >= width)
        {
            ref byte flags = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(mask[..y.Length]));
            ref T first = ref MemoryMarshal.GetReference(single ? a : a[..y.Length]);
            ref T second = ref MemoryMarshal.GetReference(other ? b : b[..y.Length]);
            ref T to = ref MemoryMarshal.GetReference(y);
            Vector<T> one = Vector.Create(a[0]), two = Vector.Create(b[0]);
            for (; at <= y.Length - width; at += width)
            {
                var bytes = Vector.LoadUnsafe(ref flags, (nuint)at);
                for (int i = 0; i < width / step; i++)
                {
                    int place = at + i * step;
                    var x = single ? one : Vector.LoadUnsafe(ref first, (nuint)place);
                    var z = other ? two : Vector.LoadUnsafe(ref second, (nuint)place);
                    Vector.ConditionalSelect(Vector.Equals(Lanes<T>(bytes, i), default), z, x).StoreUnsafe(ref to, (nuint)place);
                }
            }
        }
        for (; at < y.Length; at++)
            y[at] = mask[at] ? a[single ? 0 : at] : b[other ? 0 : at];
    }

    /// <summary>The part-th share of the bytes, each widened to the size of a <typeparamref name="T"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Lanes<T>(Vector<byte> bytes, int part) where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() == 1)
            return bytes.As<byte, T>();
        if (Unsafe.SizeOf<T>() == 4)
            return Quarter(bytes, part).As<uint, T>();
        var quarter = Quarter(bytes, part / 2);
        return (part % 2 == 0 ? Vector.WidenLower(quarter) : Vector.WidenUpper(quarter)).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Quarter(Vector<byte> bytes, int part)
    {
        var half = part < 2 ? Vector.WidenLower(bytes) : Vector.WidenUpper(bytes);
        return part % 2 == 0 ? Vector.WidenLower(half) : Vector.WidenUpper(half);
    }
}
