using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>
/// The few vector operations that kernels are written in, so that one kernel serves every vector width. The type parameter of a kernel chooses the
/// width; the compiler specialises it.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TVector">The vector type.</typeparam>
internal interface ISimd<T, TVector> where T : unmanaged where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Load(ref readonly T source, nint offset);

    static abstract void Store(TVector vector, ref T target, nint offset);

    /// <summary>The first <paramref name="count"/> lanes, from 1 to all; the others are 0, and no memory beyond is read.</summary>
    static abstract TVector LoadPart(ref readonly T source, nint offset, int count);

    /// <summary>Stores the first <paramref name="count"/> lanes, from 1 to all; no memory beyond is written.</summary>
    static abstract void StorePart(TVector vector, ref T target, nint offset, int count);

    static abstract TVector Broadcast(T value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    static abstract T Sum(TVector vector);
}

/// <summary>512-bit vectors.</summary>
internal readonly struct Simd512<T> : ISimd<T, Vector512<T>> where T : unmanaged
{
    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(ref readonly T source, nint offset) => Vector512.LoadUnsafe(in source, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> vector, ref T target, nint offset) => vector.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector512<T> LoadPart(ref readonly T source, nint offset, int count)
    {
        void* from = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        return typeof(T) == typeof(float)
            ? Avx512F.MaskLoad((float*)from, First32(count).AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)from, First64(count).AsDouble(), Vector512<double>.Zero).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePart(Vector512<T> vector, ref T target, nint offset, int count)
    {
        void* to = Unsafe.AsPointer(ref Unsafe.Add(ref target, offset));
        if (typeof(T) == typeof(float))
            Avx512F.MaskStore((float*)to, First32(count).AsSingle(), vector.AsSingle());
        else
            Avx512F.MaskStore((double*)to, First64(count).AsDouble(), vector.AsDouble());
    }

    private static Vector512<int> First32(int count) => Vector512.GreaterThan(Vector512.Create(count), Vector512<int>.Indices);

    private static Vector512<long> First64(int count) => Vector512.GreaterThan(Vector512.Create((long)count), Vector512<long>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Broadcast(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> a, Vector512<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector512.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> vector) => Simd256<T>.Sum(vector.GetLower() + vector.GetUpper());
}

/// <summary>256-bit vectors.</summary>
internal readonly struct Simd256<T> : ISimd<T, Vector256<T>> where T : unmanaged
{
    public static int Count => Vector256<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(ref readonly T source, nint offset) => Vector256.LoadUnsafe(in source, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> vector, ref T target, nint offset) => vector.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Vector256<T> LoadPart(ref readonly T source, nint offset, int count)
    {
        void* from = Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        return typeof(T) == typeof(float)
            ? Avx.MaskLoad((float*)from, First32(count).AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)from, First64(count).AsDouble()).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void StorePart(Vector256<T> vector, ref T target, nint offset, int count)
    {
        void* to = Unsafe.AsPointer(ref Unsafe.Add(ref target, offset));
        if (typeof(T) == typeof(float))
            Avx.MaskStore((float*)to, First32(count).AsSingle(), vector.AsSingle());
        else
            Avx.MaskStore((double*)to, First64(count).AsDouble(), vector.AsDouble());
    }

    private static Vector256<int> First32(int count) => Vector256.GreaterThan(Vector256.Create(count), Vector256<int>.Indices);

    private static Vector256<long> First64(int count) => Vector256.GreaterThan(Vector256.Create((long)count), Vector256<long>.Indices);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Broadcast(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector256.FusedMultiplyAdd(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> vector) => Vector128.Sum(vector.GetLower() + vector.GetUpper());
}

/// <summary>128-bit vectors, which every processor that .NET runs on has or emulates.</summary>
internal readonly struct Simd128<T> : ISimd<T, Vector128<T>> where T : unmanaged
{
    public static int Count => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(ref readonly T source, nint offset) => Vector128.LoadUnsafe(in source, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> vector, ref T target, nint offset) => vector.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LoadPart(ref readonly T source, nint offset, int count)
    {
        ref T from = ref Unsafe.Add(ref Unsafe.AsRef(in source), offset);
        if (count == Vector128<T>.Count)
            return Vector128.LoadUnsafe(ref from);
        if (count == 1)
            return Vector128.CreateScalar(from);
        var two = Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(ref Unsafe.As<T, byte>(ref from))).As<double, T>();
        return count == 2 ? two : two.WithElement(2, Unsafe.Add(ref from, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePart(Vector128<T> vector, ref T target, nint offset, int count)
    {
        ref T to = ref Unsafe.Add(ref target, offset);
        if (count == Vector128<T>.Count)
        {
            vector.StoreUnsafe(ref to);
            return;
        }
        to = vector.ToScalar();
        if (count > 1)
            Unsafe.Add(ref to, 1) = vector.GetElement(1);
        if (count > 2)
            Unsafe.Add(ref to, 2) = vector.GetElement(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Broadcast(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) => typeof(T) == typeof(float)
        ? Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
        : Vector128.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> vector) => Vector128.Sum(vector);
}

/// <summary>Single numbers, for processors without vectors.</summary>
internal readonly struct SimdScalar<T> : ISimd<T, T> where T : unmanaged, INumber<T>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(ref readonly T source, nint offset) => Unsafe.Add(ref Unsafe.AsRef(in source), offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T vector, ref T target, nint offset) => Unsafe.Add(ref target, offset) = vector;

    public static T LoadPart(ref readonly T source, nint offset, int count) => Load(in source, offset);

    public static void StorePart(T vector, ref T target, nint offset, int count) => Store(vector, ref target, offset);

    public static T Broadcast(T value) => value;

    public static T Add(T a, T b) => a + b;

    public static T Subtract(T a, T b) => a - b;

    public static T MultiplyAdd(T a, T b, T c) => a * b + c;

    public static T Sum(T vector) => vector;
}
