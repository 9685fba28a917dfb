using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>The passes over one row that <see cref="LayerNormKernels"/> consist of.</summary>
internal static class LayerNormRow<T, TVector, TSimd>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    private static int Width => TSimd.Count;

    /// <summary>
    /// E[x] and 1/√(Var[x] + ε). The second pass sums the deviations themselves too, and so finds what rounding did to the mean: rows far from 0, or
    /// all alike, lose nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Mean, T Scale) Statistics(ref readonly T x, int size, T epsilon)
    {
        TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= size - 4 * Width; i += 4 * Width)
        {
            sum0 = TSimd.Add(sum0, TSimd.Load(in x, i));
            sum1 = TSimd.Add(sum1, TSimd.Load(in x, i + Width));
            sum2 = TSimd.Add(sum2, TSimd.Load(in x, i + 2 * Width));
            sum3 = TSimd.Add(sum3, TSimd.Load(in x, i + 3 * Width));
        }
        for (; i <= size - Width; i += Width)
            sum0 = TSimd.Add(sum0, TSimd.Load(in x, i));
        T sum = TSimd.Sum(TSimd.Add(TSimd.Add(sum0, sum1), TSimd.Add(sum2, sum3)));
        for (; i < size; i++)
            sum += At(in x, i);

        T part = T.One / T.CreateTruncating(size), mean = sum * part;
        var minus = TSimd.Broadcast(-mean);
        TVector square0 = default, square1 = default;
        (sum0, sum1) = (default, default);
        for (i = 0; i <= size - 2 * Width; i += 2 * Width)
        {
            TVector a = TSimd.Add(TSimd.Load(in x, i), minus), b = TSimd.Add(TSimd.Load(in x, i + Width), minus);
            (sum0, sum1) = (TSimd.Add(sum0, a), TSimd.Add(sum1, b));
            (square0, square1) = (TSimd.MultiplyAdd(a, a, square0), TSimd.MultiplyAdd(b, b, square1));
        }
        for (; i <= size - Width; i += Width)
        {
            var a = TSimd.Add(TSimd.Load(in x, i), minus);
            (sum0, square0) = (TSimd.Add(sum0, a), TSimd.MultiplyAdd(a, a, square0));
        }
        sum = TSimd.Sum(TSimd.Add(sum0, sum1));
        T square = TSimd.Sum(TSimd.Add(square0, square1));
        for (; i < size; i++)
        {
            T deviation = At(in x, i) - mean;
            sum += deviation;
            square += deviation * deviation;
        }
        T shift = sum * part, variance = square * part - shift * shift;
        return (mean + shift, T.One / T.Sqrt((variance < T.Zero ? T.Zero : variance) + epsilon));
    }

    /// <summary>y = (x − mean)·scale·weight + bias; a weight or bias that is a null reference is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Standardize(ref readonly T x, T mean, T scale, ref readonly T weight, ref readonly T bias, ref T y, int size)
    {
        TVector minus = TSimd.Broadcast(-mean), scales = TSimd.Broadcast(scale), zero = default;
        bool weighted = !Unsafe.IsNullRef(in weight), shifted = !Unsafe.IsNullRef(in bias);
        int i = 0;
        if (weighted && shifted)
            for (; i <= size - Width; i += Width)
            {
                Prefetch(in x, i + size);
                var standard = TSimd.MultiplyAdd(TSimd.Add(TSimd.Load(in x, i), minus), scales, zero);
                TSimd.Store(TSimd.MultiplyAdd(standard, TSimd.Load(in weight, i), TSimd.Load(in bias, i)), ref y, i);
            }
        else
            for (; i <= size - Width; i += Width)
            {
                var standard = TSimd.MultiplyAdd(TSimd.Add(TSimd.Load(in x, i), minus), scales, zero);
                TSimd.Store(weighted ? TSimd.MultiplyAdd(standard, TSimd.Load(in weight, i), zero) : standard, ref y, i);
            }
        for (; i < size; i++)
        {
            T standard = (At(in x, i) - mean) * scale;
            if (weighted)
                standard *= At(in weight, i);
            Unsafe.Add(ref y, i) = shifted ? standard + At(in bias, i) : standard;
        }
    }

    /// <summary>h = g·weight, Σ h and Σ h·(x − mean); a weight that is a null reference is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T Sum, T Moment) Moments(ref readonly T x, ref readonly T g, ref readonly T weight, T mean, ref T h, int size)
    {
        TVector minus = TSimd.Broadcast(-mean), zero = default, sum0 = default, sum1 = default, moment0 = default, moment1 = default;
        bool weighted = !Unsafe.IsNullRef(in weight);
        int i = 0;
        for (; i <= size - 2 * Width; i += 2 * Width)
        {
            Prefetch(in g, i + size);
            Prefetch(in g, i + size + Width);
            TVector a = TSimd.Load(in g, i), b = TSimd.Load(in g, i + Width);
            if (weighted)
            {
                a = TSimd.MultiplyAdd(a, TSimd.Load(in weight, i), zero);
                b = TSimd.MultiplyAdd(b, TSimd.Load(in weight, i + Width), zero);
            }
            TSimd.Store(a, ref h, i);
            TSimd.Store(b, ref h, i + Width);
            (sum0, sum1) = (TSimd.Add(sum0, a), TSimd.Add(sum1, b));
            moment0 = TSimd.MultiplyAdd(a, TSimd.Add(TSimd.Load(in x, i), minus), moment0);
            moment1 = TSimd.MultiplyAdd(b, TSimd.Add(TSimd.Load(in x, i + Width), minus), moment1);
        }
        T sum = TSimd.Sum(TSimd.Add(sum0, sum1)), moment = TSimd.Sum(TSimd.Add(moment0, moment1));
        for (; i < size; i++)
        {
            T value = weighted ? At(in g, i) * At(in weight, i) : At(in g, i);
            Unsafe.Add(ref h, i) = value;
            sum += value;
            moment += value * (At(in x, i) - mean);
        }
        return (sum, moment);
    }

    /// <summary>h ← scale·(h − shift − (x − mean)·slope).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Project(ref readonly T x, T mean, T scale, T shift, T slope, ref T h, int size)
    {
        TVector minus = TSimd.Broadcast(-mean), scales = TSimd.Broadcast(scale), zero = default;
        TVector shifts = TSimd.Broadcast(-shift), slopes = TSimd.Broadcast(-slope);
        int i = 0;
        for (; i <= size - Width; i += Width)
        {
            Prefetch(in x, i + size);
            var rest = TSimd.MultiplyAdd(TSimd.Add(TSimd.Load(in x, i), minus), slopes, TSimd.Add(TSimd.Load(in h, i), shifts));
            TSimd.Store(TSimd.MultiplyAdd(rest, scales, zero), ref h, i);
        }
        for (; i < size; i++)
            Unsafe.Add(ref h, i) = (At(in h, i) - shift - (At(in x, i) - mean) * slope) * scale;
    }

    /// <summary>weight += g·(x − mean)·scale and bias += g; a bias that is a null reference is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddGradients(ref readonly T x, T mean, T scale, ref readonly T g, ref T weight, ref T bias, int size)
    {
        TVector minus = TSimd.Broadcast(-mean), scales = TSimd.Broadcast(scale), zero = default;
        bool shifted = !Unsafe.IsNullRef(in bias);
        int i = 0;
        for (; i <= size - Width; i += Width)
        {
            Prefetch(in x, i + size);
            Prefetch(in g, i + size);
            var gradient = TSimd.Load(in g, i);
            var standard = TSimd.MultiplyAdd(TSimd.Add(TSimd.Load(in x, i), minus), scales, zero);
            TSimd.Store(TSimd.MultiplyAdd(standard, gradient, TSimd.Load(in weight, i)), ref weight, i);
            if (shifted)
                TSimd.Store(TSimd.Add(TSimd.Load(in bias, i), gradient), ref bias, i);
        }
        for (; i < size; i++)
        {
            Unsafe.Add(ref weight, i) += At(in g, i) * ((At(in x, i) - mean) * scale);
            if (shifted)
                Unsafe.Add(ref bias, i) += At(in g, i);
        }
    }

    /// <summary>Asks for what the next row has at this place: it is on its way while this row is worked on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref readonly T x, nint next)
    {
        if (Sse.IsSupported)
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref Unsafe.AsRef(in x), next)));
    }

    private static T At(ref readonly T x, int i) => Unsafe.Add(ref Unsafe.AsRef(in x), i);
}
