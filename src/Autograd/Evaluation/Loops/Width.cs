using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Vectors of one width, for loops that are written once for all widths.</summary>
/// <typeparam name="T">The elements.</typeparam>
/// <typeparam name="TVector">The vectors.</typeparam>
internal interface IWidth<T, TVector>
{
    static abstract int Count { get; }

    static abstract TVector Load(ref T from, nuint at);

    static abstract void Store(TVector value, ref T to, nuint at);

    static abstract TVector Of<F>(TVector a, TVector b) where F : struct, IBinaryFunction;

    static abstract TVector Of<F>(TVector a, TVector b, TVector c) where F : struct, ITripleFunction;
}

/// <summary>Vectors of 512 bits.</summary>
internal readonly struct Width512<T> : IWidth<T, Vector512<T>>
{
    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(ref T from, nuint at) => Vector512.LoadUnsafe(ref from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, ref T to, nuint at) => value.StoreUnsafe(ref to, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<F>(Vector512<T> a, Vector512<T> b) where F : struct, IBinaryFunction => F.Of(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Of<F>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where F : struct, ITripleFunction => F.Of(a, b, c);
}

/// <summary>Vectors of 256 bits.</summary>
internal readonly struct Width256<T> : IWidth<T, Vector256<T>>
{
    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(ref T from, nuint at) => Vector256.LoadUnsafe(ref from, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, ref T to, nuint at) => value.StoreUnsafe(ref to, at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of<F>(Vector256<T> a, Vector256<T> b) where F : struct, IBinaryFunction => F.Of(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Of<F>(Vector256<T> a, Vector256<T> b, Vector256<T> c) where F : struct, ITripleFunction => F.Of(a, b, c);
}
