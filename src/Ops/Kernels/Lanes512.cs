using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>512 bits of numbers, for processors that have AVX-512.</summary>
internal readonly struct Lanes512<T>(Vector512<T> v) : ILanes<Lanes512<T>, T> where T : unmanaged, INumber<T>
{
    private readonly Vector512<T> v = v;

    public static bool Fused => true;

    public static int Count => Vector512<T>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Load(ref readonly T source, nint offset) => new(Vector512.LoadUnsafe(in source, (nuint)offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512<T> x, ref T target, nint offset) => x.v.StoreUnsafe(ref target, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> All(double value) =>
        new(
        typeof(T) == typeof(float) ? Vector512.Create((float)value).As<float, T>()
        : typeof(T) == typeof(double) ? Vector512.Create(value).As<double, T>()
        : Vector512.Create(T.CreateTruncating(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> All(double single, double other) => All(typeof(T) == typeof(float) ? single : other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AllBits(int single, long other) =>
        new(typeof(T) == typeof(float) ? Vector512.Create(single).As<int, T>() : Vector512.Create(other).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator +(Lanes512<T> a, Lanes512<T> b) => new(a.v + b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> a, Lanes512<T> b) => new(a.v - b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator *(Lanes512<T> a, Lanes512<T> b) => new(a.v * b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator /(Lanes512<T> a, Lanes512<T> b) => new(a.v / b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator &(Lanes512<T> a, Lanes512<T> b) => new(a.v & b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator |(Lanes512<T> a, Lanes512<T> b) => new(a.v | b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator ^(Lanes512<T> a, Lanes512<T> b) => new(a.v ^ b.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> operator -(Lanes512<T> x) => new(-x.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplyAdd(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        new(typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.v.AsSingle(), b.v.AsSingle(), c.v.AsSingle()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.v.AsDouble(), b.v.AsDouble(), c.v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> MultiplySubtract(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        new(typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplySubtract(a.v.AsSingle(), b.v.AsSingle(), c.v.AsSingle()).As<float, T>()
            : Avx512F.FusedMultiplySubtract(a.v.AsDouble(), b.v.AsDouble(), c.v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> SubtractProduct(Lanes512<T> a, Lanes512<T> b, Lanes512<T> c) =>
        new(typeof(T) == typeof(float)
            ? Avx512F.FusedMultiplyAddNegated(a.v.AsSingle(), b.v.AsSingle(), c.v.AsSingle()).As<float, T>()
            : Avx512F.FusedMultiplyAddNegated(a.v.AsDouble(), b.v.AsDouble(), c.v.AsDouble()).As<double, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Abs(Lanes512<T> x) => new(Vector512.Abs(x.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> CopySign(Lanes512<T> size, Lanes512<T> sign) => new(Vector512.CopySign(size.v, sign.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Min(Lanes512<T> bound, Lanes512<T> x) => new(Vector512.MinNative(bound.v, x.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Max(Lanes512<T> bound, Lanes512<T> x) => new(Vector512.MaxNative(bound.v, x.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Lanes512<T> x) => Vector512.Sum(x.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Greatest(Lanes512<T> x) =>
        Lanes256<T>.Greatest(new(Vector256.MaxNative(x.v.GetLower(), x.v.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Less(Lanes512<T> a, Lanes512<T> b) => new(Vector512.LessThan(a.v, b.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Same(Lanes512<T> a, Lanes512<T> b) => new(Vector512.Equals(a.v, b.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Select(Lanes512<T> mask, Lanes512<T> a, Lanes512<T> b) => new(Vector512.ConditionalSelect(mask.v, a.v, b.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Less(Lanes512<T> a, Lanes512<T> b, Lanes512<T> yes, Lanes512<T> no) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a.v, b.v), yes.v, no.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Every(Lanes512<T> mask) => Vector512.EqualsAll(mask.v.AsByte(), Vector512<byte>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> AddBits(Lanes512<T> a, Lanes512<T> b) =>
        new(typeof(T) == typeof(float)
            ? (a.v.AsInt32() + b.v.AsInt32()).As<int, T>()
            : (a.v.AsInt64() + b.v.AsInt64()).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftBitsLeft(Lanes512<T> x, int single, int other) =>
        new(typeof(T) == typeof(float)
            ? (x.v.AsInt32() << single).As<int, T>()
            : (x.v.AsInt64() << other).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> ShiftBitsRight(Lanes512<T> x, int single, int other) =>
        new(typeof(T) == typeof(float)
            ? (x.v.AsInt32() >>> single).As<int, T>()
            : (x.v.AsInt64() >>> other).As<long, T>());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Scale(Lanes512<T> x, Lanes512<T> n) =>
        new(typeof(T) == typeof(float)
            ? Avx512F.Scale(x.v.AsSingle(), n.v.AsSingle()).As<float, T>()
            : Avx512F.Scale(x.v.AsDouble(), n.v.AsDouble()).As<double, T>());

    /// <summary>Division blocks the unit that also multiplies; an estimate of 14 digits and one Newton step do not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Reciprocal(Lanes512<T> x)
    {
        if (typeof(T) != typeof(float))
            return All(1) / x;
        var r = new Lanes512<T>(Avx512F.Reciprocal14(x.v.AsSingle()).As<float, T>());
        return MultiplyAdd(SubtractProduct(x, r, All(1)), r, r);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512<T> Quotient(Lanes512<T> a, Lanes512<T> b)
    {
        if (typeof(T) != typeof(float))
            return a / b;
        // One correction with the remainder, which is exact, makes 14 digits 28.
        var r = new Lanes512<T>(Avx512F.Reciprocal14(b.v.AsSingle()).As<float, T>());
        var q = a * r;
        return MultiplyAdd(SubtractProduct(b, q, a), r, q);
    }
}
