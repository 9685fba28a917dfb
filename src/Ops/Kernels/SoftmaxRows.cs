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
    public static bool TryCompute<T>(ReadOnlySpan<T> x, Span<T> y, int size) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.IsHardwareAccelerated ? TryCompute<T, Lanes512<T>>(x, y, size)
        : Vector256.IsHardwareAccelerated ? TryCompute<T, Lanes256<T>>(x, y, size)
        : TryCompute<T, Lanes128<T>>(x, y, size);

    private static bool TryCompute<T, V>(ReadOnlySpan<T> x, Span<T> y, int size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : struct, ILanes<V, T>
    {
        if (size == 0 || size % V.Count != 0)
            return false;
        Compute<T, V>(in MemoryMarshal.GetReference(x), ref MemoryMarshal.GetReference(y), x.Length / size, size);
        return true;
    }

    /// <summary>It stays a method of its own and computes exponentials in one place, as <see cref="VectorMap"/> does and for the same reason.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Compute<T, V>(ref readonly T x, ref T y, int rows, nint size)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where V : struct, ILanes<V, T>
    {
        for (; rows > 0; rows--)
        {
            var greatest = V.Load(in x, 0);
            for (nint i = V.Count; i < size; i += V.Count)
                greatest = V.Max(greatest, V.Load(in x, i));
            var shift = V.All(double.CreateTruncating(V.Greatest(greatest)));
            var sum = V.All(0);
            for (nint i = 0; i < size; i += V.Count)
            {
                var e = VectorMath<T, V>.Exp(V.Load(in x, i) - shift);
                V.Store(e, ref y, i);
                sum += e;
            }
            // The greatest term of the sum is 1, so its reciprocal is an ordinary number.
            var factor = V.All(double.CreateTruncating(T.One / V.Sum(sum)));
            for (nint i = 0; i < size; i += V.Count)
                V.Store(V.Load(in y, i) * factor, ref y, i);
            x = ref Unsafe.Add(ref Unsafe.AsRef(in x), size);
            y = ref Unsafe.Add(ref y, size);
        }
    }
}
