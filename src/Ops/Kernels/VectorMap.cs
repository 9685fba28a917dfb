using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A function of one number, stated for a vector of them.</summary>
internal interface IVectorFunction<T> where T : unmanaged
{
    Vector<T> Invoke(Vector<T> x);
}

/// <summary>
/// Applies vector functions to spans. A remainder is computed in a padded vector, so that an element's result does not depend on where it stands.
/// </summary>
internal static class VectorMap
{
    /// <summary>y = f(x) for each element; y may be x.</summary>
    public static void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> y, TFunction f = default)
        where T : unmanaged where TFunction : struct, IVectorFunction<T>
    {
        int width = Vector<T>.Count, whole = x.Length - x.Length % width;
        ref T from = ref MemoryMarshal.GetReference(x);
        ref T to = ref MemoryMarshal.GetReference(y[..x.Length]);
        for (int i = 0; i < whole; i += width)
            f.Invoke(Vector.LoadUnsafe(ref from, (nuint)i)).StoreUnsafe(ref to, (nuint)i);
        if (whole != x.Length)
            Remainder(x[whole..], y[whole..], f);
    }

    [SkipLocalsInit]
    private static void Remainder<T, TFunction>(ReadOnlySpan<T> x, Span<T> y, TFunction f)
        where T : unmanaged where TFunction : struct, IVectorFunction<T>
    {
        Span<T> padded = stackalloc T[Vector<T>.Count];
        padded.Clear();
        x.CopyTo(padded);
        f.Invoke(new Vector<T>(padded)).CopyTo(padded);
        padded[..x.Length].CopyTo(y);
    }
}
