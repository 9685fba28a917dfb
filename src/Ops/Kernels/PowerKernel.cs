using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Powers of spans.</summary>
internal static class PowerKernel
{
    private const int Block = 256;

    /// <summary>y = aᵇ for each pair; y may be a or b. Of float32 it is e^(b log a) in float64, whose error does not show.</summary>
    public static void Pow<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(float))
        {
            TensorPrimitives.Pow(a, b, y);
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
}
