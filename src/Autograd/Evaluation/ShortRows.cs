using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Copies rows that are a few vectors long, as the heads of attention are, without a call for each: the calls would take longer.</summary>
internal static class ShortRows
{
    private const int MostVectors = 8;

    /// <summary>Whether rows of so many elements are short, but at least a vector long.</summary>
    public static bool Fit<T>(int size) where T : unmanaged =>
        size * Unsafe.SizeOf<T>() is var bytes && bytes >= Vector<byte>.Count && bytes <= MostVectors * Vector<byte>.Count;

    /// <summary>Copies rows that <see cref="Fit"/>.</summary>
    /// <param name="from">The first row on.</param>
    /// <param name="stride">How far apart the rows are, at least 0.</param>
    /// <param name="to">Where they go, one behind the other.</param>
    /// <param name="rows">How many, at least 1.</param>
    /// <param name="size">The elements of a row.</param>
    public static void Copy<T>(ReadOnlySpan<T> from, int stride, Span<T> to, int rows, int size) where T : unmanaged
    {
        // What the loop below reads and writes.
        _ = from.Slice((rows - 1) * stride, size);
        _ = to[..(rows * size)];
        ref byte source = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(from)), target = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(to));
        nint length = size * Unsafe.SizeOf<T>(), apart = (nint)stride * Unsafe.SizeOf<T>(), last = length - Vector<byte>.Count;
        for (nint at = 0; rows > 0; rows--, at += apart, target = ref Unsafe.Add(ref target, length))
        {
            for (nint i = 0; i < last; i += Vector<byte>.Count)
                Vector.LoadUnsafe(ref source, (nuint)(at + i)).StoreUnsafe(ref target, (nuint)i);
            Vector.LoadUnsafe(ref source, (nuint)(at + last)).StoreUnsafe(ref target, (nuint)last);
        }
    }
}
