using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// The softmax of rows that are whole vectors, as those of attention are: each row in three passes without a call, which for short rows takes longer
/// than the exponentials.
/// </summary>
internal static class SoftmaxRows
{
    /// <summary>y = eˣ / Σ eˣ for each row, or nothing where rows are no whole vectors.</summary>
    /// <param name="x">The rows.</param>
    /// <param name="y">Where the results go.</param>
    /// <param name="size">The elements of a row.</param>
    /// <param name="counted">How many elements of the first row count; what follows them becomes 0.</param>
    /// <param name="more">How many more count from row to row, until all do.</param>
    public static bool TryCompute<T>(ReadOnlySpan<T> x, Span<T> y, int size, int counted, int more = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? TryCompute<T, Lanes512<T>>(x, y, size, counted, more)
        : Vector256.IsHardwareAccelerated ? TryCompute<T, Lanes256<T>>(x, y, size, counted, more)
        : TryCompute<T, Lanes128<T>>(x, y, size, counted, more);

    private static bool TryCompute<T, V>(ReadOnlySpan<T> x, Span<T> y, int size, int counted, int more)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : struct, ILanes<V, T>
    {
        if (size == 0 || size % V.Count != 0)
            return false;
        // Numbers and then −∞ for the lanes that do not count: as many of these as the place where a vector begins is after the first.
        Span<T> bars = stackalloc T[2 * V.Count];
        bars[..V.Count].Clear();
        bars[V.Count..].Fill(T.NegativeInfinity);
        Compute<T, V>(
            in MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), in bars[0], x.Length / size, size, Math.Min(counted, size), more);
        return true;
    }

    /// <summary>It stays a method of its own and computes exponentials in one place, as <see cref="VectorMap"/> does and for the same reason.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute<T, V>(ref readonly T x, ref T y, ref readonly T bars, int rows, nint size, nint counted, nint more)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : struct, ILanes<V, T>
    {
        for (; rows > 0; rows--)
        {
            nint whole = counted & -V.Count, end = whole;
            var greatest = V.All(double.NegativeInfinity);
            for (nint i = 0; i < whole; i += V.Count)
                greatest = V.Max(greatest, V.Load(in x, i));
            if (whole < counted)
            {
                // The last vector that counts goes to the result, without those of its lanes that do not.
                var bar = V.Load(in bars, whole + V.Count - counted);
                var last = V.Less(bar, V.All(0), bar, V.Load(in x, whole));
                greatest = V.Max(greatest, last);
                V.Store(last, ref y, whole);
                end += V.Count;
            }
            var shift = V.All(double.CreateTruncating(V.Greatest(greatest)));
            var sum = V.All(0);
            for (nint i = 0; i < end; i += V.Count)
            {
                var e = VectorMath<T, V>.Exp(V.Load(in i < whole ? ref x : ref y, i) - shift);
                V.Store(e, ref y, i);
                sum += e;
            }
            // The greatest term of the sum is 1, so its reciprocal is an ordinary number; NaN where nothing but −∞ counts.
            var factor = V.All(double.CreateTruncating(T.One / V.Sum(sum)));
            for (nint i = 0; i < end; i += V.Count)
                V.Store(V.Load(in y, i) * factor, ref y, i);
            for (nint i = end; i < size; i += V.Count)
                V.Store(V.All(0) * factor, ref y, i);
            x = ref Unsafe.Add(ref Unsafe.AsRef(in x), size);
            y = ref Unsafe.Add(ref y, size);
            counted = Math.Min(counted + more, size);
        }
    }
}
