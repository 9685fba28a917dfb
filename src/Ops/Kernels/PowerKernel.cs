using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Powers of spans.</summary>
internal static class PowerKernel
{
    private const int Block = 256;

    /// <summary>The least normal number, and an exponent that makes 0, ∞ or 1 of all of them.</summary>
    private const double Least = 2.2250738585072014e-308, MostExponent = 1e20;

    /// <summary>y = aᵇ for each pair; y may be a or b. Of float32 it is e^(b log a) in float64, whose error does not show.</summary>
    public static void Pow<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float))
        {
            Double(MemoryMarshal.Cast<T, double>(a), MemoryMarshal.Cast<T, double>(b), MemoryMarshal.Cast<T, double>(y));
            return;
        }
        Span<double> power = stackalloc double[Block], exponent = stackalloc double[Block];
        for (int at = 0; at < y.Length; at += Block)
        {
            int count = Math.Min(Block, y.Length - at);
            ReadOnlySpan<T> bases = a.Slice(at, count), exponents = b.Slice(at, count);
            power = power[..count];
            exponent = exponent[..count];
            TensorPrimitives.ConvertTruncating(bases, power);
            TensorPrimitives.ConvertTruncating(exponents, exponent);
            VectorMap.Map<double, ElementwiseFunctions.Log<double>>(power, power);
            TensorPrimitives.Multiply(power, exponent, power);
            VectorMap.Map<double, ElementwiseFunctions.Exp<double>>(power, power);
            // What has no logarithm, or one that the exponent makes no number of, is computed by itself.
            if (!(TensorPrimitives.Min(bases) > T.Zero && TensorPrimitives.Max(bases) < T.PositiveInfinity
                && T.IsFinite(TensorPrimitives.MaxMagnitude(exponents))))
                for (int i = 0; i < count; i++)
                    if (!(bases[i] > T.Zero && bases[i] < T.PositiveInfinity && T.IsFinite(exponents[i])))
                        power[i] = Math.Pow(double.CreateTruncating(bases[i]), exponent[i]);
            TensorPrimitives.ConvertTruncating<double, T>(power, y.Slice(at, count));
        }
    }

    /// <summary>y = aᵇ for each pair of whole numbers by repeated squaring; for a negative exponent 1/aᵇ, cut off towards 0, and 0 of 0.</summary>
    public static void Whole<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < y.Length; i++)
        {
            var (power, square, exponent) = (T.One, a[i], long.CreateTruncating(b[i]));
            if (exponent < 0)
                (square, exponent) = square == T.One || square + T.One == T.Zero ? (square, exponent & 1) : (T.Zero, 1);
            for (; exponent > 0; exponent >>= 1)
            {
                if ((exponent & 1) != 0)
                    power *= square;
                square *= square;
            }
            y[i] = power;
        }
    }

    private static void Double(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        Span<double> power = stackalloc double[Block], lanes = stackalloc double[2 * Vector512<double>.Count];
        for (int at = 0; at < y.Length; at += Block)
        {
            int count = Math.Min(Block, y.Length - at);
            ReadOnlySpan<double> bases = a.Slice(at, count), exponents = b.Slice(at, count);
            int whole = count - count % Vector512<double>.Count;
            Whole(bases[..whole], exponents[..whole], power);
            if (whole < count)
            {
                // The rest beside ones, so that an element's power does not depend on where it stands.
                lanes.Fill(1);
                bases[whole..].CopyTo(lanes);
                exponents[whole..].CopyTo(lanes[Vector512<double>.Count..]);
                Whole(lanes[..Vector512<double>.Count], lanes[Vector512<double>.Count..], power[whole..]);
            }
            if (!(TensorPrimitives.Min(bases) >= Least && TensorPrimitives.Max(bases) < double.PositiveInfinity
                && Math.Abs(TensorPrimitives.MaxMagnitude(exponents)) < MostExponent))
                for (int i = 0; i < count; i++)
                    if (!(bases[i] >= Least && bases[i] < double.PositiveInfinity && Math.Abs(exponents[i]) < MostExponent))
                        power[i] = Math.Pow(bases[i], exponents[i]);
            power[..count].CopyTo(y[at..]);
        }
    }

    private static void Whole(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> y)
    {
        ref double first = ref MemoryMarshal.GetReference(a), second = ref MemoryMarshal.GetReference(b), to = ref MemoryMarshal.GetReference(y);
        if (Vector512.IsHardwareAccelerated)
            Loop<Lanes512<double>>(ref first, ref second, ref to, a.Length);
        else if (Vector256.IsHardwareAccelerated)
            Loop<Lanes256<double>>(ref first, ref second, ref to, a.Length);
        else
            Loop<Lanes128<double>>(ref first, ref second, ref to, a.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Loop<V>(ref double a, ref double b, ref double y, nint length) where V : struct, ILanes<V, double>
    {
        for (nint i = 0; i < length; i += V.Count)
            V.Store(VectorMath<double, V>.Power(V.Load(in a, i), V.Load(in b, i)), ref y, i);
    }
}
