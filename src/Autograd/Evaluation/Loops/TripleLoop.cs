using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A function of three numbers, of which <see cref="IBinaryFunction"/> says the rest.</summary>
internal interface ITripleFunction
{
    static abstract Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c);

    static abstract Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c);

    static abstract Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b, Vector128<T> c);

    static abstract T Of<T>(T a, T b, T c) where T : INumber<T>;
}

/// <summary>g(f(a, b), c)</summary>
internal readonly struct First<F, G> : ITripleFunction where F : struct, IBinaryFunction where G : struct, IBinaryFunction
{
    public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) => G.Of(F.Of(a, b), c);

    public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c) => G.Of(F.Of(a, b), c);

    public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b, Vector128<T> c) => G.Of(F.Of(a, b), c);

    public static T Of<T>(T a, T b, T c) where T : INumber<T> => G.Of(F.Of(a, b), c);
}

/// <summary>g(c, f(a, b))</summary>
internal readonly struct Second<F, G> : ITripleFunction where F : struct, IBinaryFunction where G : struct, IBinaryFunction
{
    public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) => G.Of(c, F.Of(a, b));

    public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b, Vector256<T> c) => G.Of(c, F.Of(a, b));

    public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b, Vector128<T> c) => G.Of(c, F.Of(a, b));

    public static T Of<T>(T a, T b, T c) where T : INumber<T> => G.Of(c, F.Of(a, b));
}

/// <summary>g(f(a, b), f(a, b))</summary>
internal readonly struct Both<F, G> : IBinaryFunction where F : struct, IBinaryFunction where G : struct, IBinaryFunction
{
    public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b)
    {
        var both = F.Of(a, b);
        return G.Of(both, both);
    }

    public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b)
    {
        var both = F.Of(a, b);
        return G.Of(both, both);
    }

    public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b)
    {
        var both = F.Of(a, b);
        return G.Of(both, both);
    }

    public static T Of<T>(T a, T b) where T : INumber<T>
    {
        var both = F.Of(a, b);
        return G.Of(both, both);
    }
}

/// <summary>Applies functions of three numbers as <see cref="PairLoop"/> does those of two, two vectors at a time.</summary>
internal static class TripleLoop
{
    /// <summary>y = f(a, b, c) for each triple; y may be any of them.</summary>
    public static void Map<T, TFunction>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, ReadOnlySpan<T> c, Span<T> y)
        where T : unmanaged, INumber<T> where TFunction : struct, ITripleFunction
    {
        ref T first = ref MemoryMarshal.GetReference(a[..y.Length]), second = ref MemoryMarshal.GetReference(b[..y.Length]);
        ref T third = ref MemoryMarshal.GetReference(c[..y.Length]), to = ref MemoryMarshal.GetReference(y);
        if (Vector512.IsHardwareAccelerated && y.Length >= Vector512<T>.Count)
            Wide<T, TFunction, Vector512<T>, Width512<T>>(ref first, ref second, ref third, ref to, y.Length);
        else if (Vector256.IsHardwareAccelerated && y.Length >= Vector256<T>.Count)
            Wide<T, TFunction, Vector256<T>, Width256<T>>(ref first, ref second, ref third, ref to, y.Length);
        else if (Vector128.IsHardwareAccelerated)
            Narrow<T, TFunction>(ref first, ref second, ref third, ref to, y.Length);
        else
            for (int i = 0; i < y.Length; i++)
                y[i] = TFunction.Of(a[i], b[i], c[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<T, TFunction, TVector, TWidth>(ref T a, ref T b, ref T c, ref T y, int length)
        where TFunction : struct, ITripleFunction where TWidth : struct, IWidth<T, TVector>
    {
        nuint width = (nuint)TWidth.Count, end = (nuint)length - width, i = 0;
        var last = TWidth.Of<TFunction>(TWidth.Load(ref a, end), TWidth.Load(ref b, end), TWidth.Load(ref c, end));
        for (; i + width < end; i += 2 * width)
        {
            var p = TWidth.Of<TFunction>(TWidth.Load(ref a, i), TWidth.Load(ref b, i), TWidth.Load(ref c, i));
            var q = TWidth.Of<TFunction>(TWidth.Load(ref a, i + width), TWidth.Load(ref b, i + width), TWidth.Load(ref c, i + width));
            TWidth.Store(p, ref y, i);
            TWidth.Store(q, ref y, i + width);
        }
        for (; i < end; i += width)
            TWidth.Store(TWidth.Of<TFunction>(TWidth.Load(ref a, i), TWidth.Load(ref b, i), TWidth.Load(ref c, i)), ref y, i);
        TWidth.Store(last, ref y, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Narrow<T, TFunction>(ref T a, ref T b, ref T c, ref T y, int length) where TFunction : struct, ITripleFunction
    {
        nuint width = (nuint)Vector128<T>.Count, count = (nuint)length, i = 0;
        for (; i + width <= count; i += width)
            TFunction.Of(Vector128.LoadUnsafe(ref a, i), Vector128.LoadUnsafe(ref b, i), Vector128.LoadUnsafe(ref c, i)).StoreUnsafe(ref y, i);
        for (; i < count; i++)
        {
            var triple = TFunction.Of(
                Vector128.CreateScalar(Unsafe.Add(ref a, i)), Vector128.CreateScalar(Unsafe.Add(ref b, i)), Vector128.CreateScalar(Unsafe.Add(ref c, i)));
            Unsafe.Add(ref y, i) = triple.ToScalar();
        }
    }
}
