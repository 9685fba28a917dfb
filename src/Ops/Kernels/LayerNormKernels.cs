using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Rows brought to mean 0 and variance 1, in the widest vectors the processor has. A row is in the first-level cache after its first pass, so mean
/// and scale are computed again wherever they are needed rather than kept.
/// </summary>
internal static class LayerNormKernels
{
    /// <summary>y = x̂·weight + bias with x̂ = (x − E[x]) / √(Var[x] + ε); a weight or bias that is empty is left out.</summary>
    public static void Normalize<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int size, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Normalize<T, Vector512<T>, Simd512<T>>(x, weight, bias, y, size, epsilon);
        else if (Vector256.IsHardwareAccelerated)
            Normalize<T, Vector256<T>, Simd256<T>>(x, weight, bias, y, size, epsilon);
        else
            Normalize<T, Vector128<T>, Simd128<T>>(x, weight, bias, y, size, epsilon);
    }

    /// <summary>The gradient r·(h − E[h] − x̂·E[h·x̂]) of the rows, with h = g·weight and r = 1/√(Var[x] + ε).</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> g, ReadOnlySpan<T> weight, Span<T> dx, int size, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Backward<T, Vector512<T>, Simd512<T>>(x, g, weight, dx, size, epsilon);
        else if (Vector256.IsHardwareAccelerated)
            Backward<T, Vector256<T>, Simd256<T>>(x, g, weight, dx, size, epsilon);
        else
            Backward<T, Vector128<T>, Simd128<T>>(x, g, weight, dx, size, epsilon);
    }

    /// <summary>Σ g·x̂ down the columns, and beside it Σ g where the sums are twice as long as a row.</summary>
    public static void ParameterGradient<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> sums, int size, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        sums.Clear();
        if (Vector512.IsHardwareAccelerated)
            ParameterGradient<T, Vector512<T>, Simd512<T>>(x, g, sums, size, epsilon);
        else if (Vector256.IsHardwareAccelerated)
            ParameterGradient<T, Vector256<T>, Simd256<T>>(x, g, sums, size, epsilon);
        else
            ParameterGradient<T, Vector128<T>, Simd128<T>>(x, g, sums, size, epsilon);
    }

    private static void Normalize<T, TVector, TSimd>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int size, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        for (int at = 0; at < x.Length; at += size)
        {
            ref readonly T from = ref x[at];
            var (mean, scale) = LayerNormRow<T, TVector, TSimd>.Statistics(in from, size, epsilon);
            LayerNormRow<T, TVector, TSimd>.Standardize(
                in from,
                mean,
                scale,
                in First(weight),
                in First(bias),
                ref y[at],
                size);
        }
    }

    private static void Backward<T, TVector, TSimd>(ReadOnlySpan<T> x, ReadOnlySpan<T> g, ReadOnlySpan<T> weight, Span<T> dx, int size, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        T part = T.One / T.CreateChecked(size);
        for (int at = 0; at < x.Length; at += size)
        {
            ref readonly T from = ref x[at];
            ref T to = ref dx[at];
            var (mean, scale) = LayerNormRow<T, TVector, TSimd>.Statistics(in from, size, epsilon);
            var (sum, moment) = LayerNormRow<T, TVector, TSimd>.Moments(in from, in g[at], in First(weight), mean, ref to, size);
            LayerNormRow<T, TVector, TSimd>.Project(in from, mean, scale, sum * part, moment * part * scale * scale, ref to, size);
        }
    }

    /// <summary>The first element, or a null reference where there is none.</summary>
    private static ref readonly T First<T>(ReadOnlySpan<T> span) => ref span.IsEmpty ? ref Unsafe.NullRef<T>() : ref MemoryMarshal.GetReference(span);

    private static void ParameterGradient<T, TVector, TSimd>(ReadOnlySpan<T> x, ReadOnlySpan<T> g, Span<T> sums, int size, T epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        Span<T> weight = sums[..size], bias = sums[size..];
        for (int at = 0; at < x.Length; at += size)
        {
            var (mean, scale) = LayerNormRow<T, TVector, TSimd>.Statistics(in x[at], size, epsilon);
            LayerNormRow<T, TVector, TSimd>.AddGradients(
                in x[at],
                mean,
                scale,
                in g[at],
                ref MemoryMarshal.GetReference(weight),
                ref bias.IsEmpty ? ref Unsafe.NullRef<T>() : ref bias[0],
                size);
        }
    }
}
