using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A function of one number, as a function of two that does not look at the second.</summary>
internal readonly struct OfFirst<F> : IBinaryFunction where F : struct, IUnaryFunction
{
    public static Vector512<T> Of<T>(Vector512<T> a, Vector512<T> b) => F.Of(a);

    public static Vector256<T> Of<T>(Vector256<T> a, Vector256<T> b) => F.Of(a);

    public static Vector128<T> Of<T>(Vector128<T> a, Vector128<T> b) => F.Of(a);

    public static T Of<T>(T a, T b) where T : INumber<T> => F.Of(a);
}

/// <summary>
/// Applies functions of two numbers to spans, in the widest vectors the processor has. Four vectors are on their way at a time. The last
/// vector may overlap the one before it; it is loaded first, so that the result may be an operand.
/// </summary>
internal static class PairLoop
{
    /// <summary>y = f(a, b) for each pair; y may be a or b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<T, TFunction>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T> where TFunction : struct, IBinaryFunction
    {
        ref T first = ref MemoryMarshal.GetReference(a[..y.Length]), second = ref MemoryMarshal.GetReference(b[..y.Length]);
        ref T to = ref MemoryMarshal.GetReference(y);
        if (Vector512.IsHardwareAccelerated && y.Length >= Vector512<T>.Count)
            Wide<T, TFunction, Vector512<T>, Width512<T>>(ref first, ref second, ref to, y.Length);
        else if (Vector256.IsHardwareAccelerated && y.Length >= Vector256<T>.Count)
            Wide<T, TFunction, Vector256<T>, Width256<T>>(ref first, ref second, ref to, y.Length);
        else if (Vector128.IsHardwareAccelerated)
            Narrow<T, TFunction>(ref first, ref second, ref to, y.Length);
        else
            for (int i = 0; i < y.Length; i++)
                y[i] = TFunction.Of(a[i], b[i]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Wide<T, TFunction, TVector, TWidth>(ref T a, ref T b, ref T y, int length)
        where TFunction : struct, IBinaryFunction where TWidth : struct, IWidth<T, TVector>
    {
        nuint width = (nuint)TWidth.Count, end = (nuint)length - width, i = 0;
        var last = TWidth.Of<TFunction>(TWidth.Load(ref a, end), TWidth.Load(ref b, end));
        for (; i + 3 * width < end; i += 4 * width)
        {
            var p = TWidth.Of<TFunction>(TWidth.Load(ref a, i), TWidth.Load(ref b, i));
            var q = TWidth.Of<TFunction>(TWidth.Load(ref a, i + width), TWidth.Load(ref b, i + width));
            var r = TWidth.Of<TFunction>(TWidth.Load(ref a, i + 2 * width), TWidth.Load(ref b, i + 2 * width));
            var s = TWidth.Of<TFunction>(TWidth.Load(ref a, i + 3 * width), TWidth.Load(ref b, i + 3 * width));
            TWidth.Store(p, ref y, i);
            TWidth.Store(q, ref y, i + width);
            TWidth.Store(r, ref y, i + 2 * width);
            TWidth.Store(s, ref y, i + 3 * width);
        }
        for (; i < end; i += width)
            TWidth.Store(TWidth.Of<TFunction>(TWidth.Load(ref a, i), TWidth.Load(ref b, i)), ref y, i);
        TWidth.Store(last, ref y, end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Narrow<T, TFunction>(ref T a, ref T b, ref T y, int length) where TFunction : struct, IBinaryFunction
    {
        nuint width = (nuint)Vector128<T>.Count, count = (nuint)length, i = 0;
        for (; i + width <= count; i += width)
            TFunction.Of(Vector128.LoadUnsafe(ref a, i), Vector128.LoadUnsafe(ref b, i)).StoreUnsafe(ref y, i);
        for (; i < count; i++)
        {
            var pair = TFunction.Of(Vector128.CreateScalar(Unsafe.Add(ref a, i)), Vector128.CreateScalar(Unsafe.Add(ref b, i)));
            Unsafe.Add(ref y, i) = pair.ToScalar();
        }
    }
}
