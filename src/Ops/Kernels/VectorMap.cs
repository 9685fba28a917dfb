using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A function of one number, stated for vectors of any width.</summary>
internal interface IVectorFunction<T> where T : unmanaged
{
    /// <summary>Whether it takes an instruction or two, so that the loop around it counts.</summary>
    static virtual bool IsCheap => false;

    V Invoke<V>(V x) where V : struct, ILanes<V, T>;
}

/// <summary>
/// Applies vector functions to spans, in the widest vectors the processor has. A remainder is computed in a padded vector,
/// so that an element's result does not depend on where it stands.
/// </summary>
internal static class VectorMap
{
    /// <summary>y = f(x) for each element; y may be x.</summary>
    public static void Map<T, TFunction>(ReadOnlySpan<T> x, Span<T> y, TFunction f = default)
        where T : unmanaged, INumber<T> where TFunction : struct, IVectorFunction<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Map<T, Lanes512<T>, TFunction>(x, y[..x.Length], f);
        else if (Vector256.IsHardwareAccelerated)
            Map<T, Lanes256<T>, TFunction>(x, y[..x.Length], f);
        else
            Map<T, Lanes128<T>, TFunction>(x, y[..x.Length], f);
    }

    /// <summary>y = f(x) for each element, of Float32 computed in double and then rounded; y may be x.</summary>
    public static void MapInDouble<T, TFunction>(ReadOnlySpan<T> x, Span<T> y, TFunction f = default)
        where T : unmanaged, INumber<T> where TFunction : struct, IVectorFunction<double>
    {
        if (typeof(T) == typeof(double))
        {
            Map(MemoryMarshal.Cast<T, double>(x), MemoryMarshal.Cast<T, double>(y), f);
            return;
        }
        const int Block = 256;
        Span<double> wide = stackalloc double[Block];
        for (int at = 0; at < x.Length; at += Block)
        {
            int count = Math.Min(Block, x.Length - at);
            TensorPrimitives.ConvertTruncating(x.Slice(at, count), wide);
            Map(wide[..count], wide[..count], f);
            TensorPrimitives.ConvertTruncating<double, T>(wide[..count], y[at..]);
        }
    }

    private static void Map<T, V, TFunction>(ReadOnlySpan<T> x, Span<T> y, TFunction f)
        where T : unmanaged where V : struct, ILanes<V, T> where TFunction : struct, IVectorFunction<T>
    {
        int whole = x.Length - x.Length % V.Count;
        if (TFunction.IsCheap)
            LoopOverFour<T, V, TFunction>(in MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), whole, f);
        else
            Loop<T, V, TFunction>(in MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), whole, f);
        if (whole == x.Length)
            return;
        Span<T> padded = stackalloc T[V.Count];
        padded.Clear();
        x[whole..].CopyTo(padded);
        Loop<T, V, TFunction>(in padded[0], ref padded[0], padded.Length, f);
        padded[..(x.Length - whole)].CopyTo(y[whole..]);
    }

    /// <summary>
    /// A whole number of vectors. It is compiled with all optimisations at once: without them it is a hundred times slower. It stays a method of its
    /// own and invokes a long function in one place, for that is compiled anew at each, and what is too long for the compiler is not optimised.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Loop<T, V, TFunction>(ref readonly T x, ref T y, nint length, TFunction f)
        where T : unmanaged where V : struct, ILanes<V, T> where TFunction : struct, IVectorFunction<T>
    {
        for (nint i = 0; i < length; i += V.Count)
            V.Store(f.Invoke(V.Load(in x, i)), ref y, i);
    }

    /// <summary>A whole number of vectors, four of them on their way at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void LoopOverFour<T, V, TFunction>(ref readonly T x, ref T y, nint length, TFunction f)
        where T : unmanaged where V : struct, ILanes<V, T> where TFunction : struct, IVectorFunction<T>
    {
        nint i = 0;
        for (; i <= length - 4 * V.Count; i += 4 * V.Count)
        {
            V p = f.Invoke(V.Load(in x, i)), q = f.Invoke(V.Load(in x, i + V.Count));
            V r = f.Invoke(V.Load(in x, i + 2 * V.Count)), s = f.Invoke(V.Load(in x, i + 3 * V.Count));
            V.Store(p, ref y, i);
            V.Store(q, ref y, i + V.Count);
            V.Store(r, ref y, i + 2 * V.Count);
            V.Store(s, ref y, i + 3 * V.Count);
        }
        for (; i < length; i += V.Count)
            V.Store(f.Invoke(V.Load(in x, i)), ref y, i);
    }
}
