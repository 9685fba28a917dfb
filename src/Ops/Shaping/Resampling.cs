namespace AutoGrad;

/// <summary>Interpolation along one axis: a sum of picked slices with weights.</summary>
internal static class Resampling
{
    private const double Keys = -0.75;

    /// <summary>The axis at another size, its pixels <paramref name="step"/> apart.</summary>
    public static Tensor Along(Tensor x, int axis, int size, double step, InterpolationMode mode, bool alignCorners)
    {
        if (size < 1)
            throw new ShapeException($"Interpolate: axis {axis} of the result would have size {size}; it must be 1 or more.");
        int from = x.Shape[axis];
        int taps = mode switch
        {
            InterpolationMode.Nearest or InterpolationMode.NearestExact => 1,
            InterpolationMode.Linear => 2,
            InterpolationMode.Bicubic => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Interpolate: there is no such mode."),
        };
        var (places, weights) = (new long[taps][], new double[taps][]);
        for (int k = 0; k < taps; k++)
            (places[k], weights[k]) = (new long[size], new double[size]);
        for (int i = 0; i < size; i++)
        {
            double at = mode == InterpolationMode.Nearest ? i * step
                : mode == InterpolationMode.NearestExact ? (i + 0.5) * step
                : alignCorners ? size > 1 ? i * ((from - 1.0) / (size - 1)) : 0
                : (i + 0.5) * step - 0.5;
            if (mode == InterpolationMode.Linear)
                at = Math.Max(0, at);
            int first = (int)Math.Floor(at) - (taps == 4 ? 1 : 0);
            double t = at - Math.Floor(at);
            for (int k = 0; k < taps; k++)
            {
                places[k][i] = Math.Clamp(first + k, 0, from - 1);
                weights[k][i] = taps == 2 ? k == 0 ? 1 - t : t : taps == 4 ? Cubic(t - (k - 1)) : 1;
            }
        }
        var y = x.IndexSelect(axis, Tensor.Wrap(places[0]));
        if (taps == 1)
            return y;
        int[] along = [size, .. Enumerable.Repeat(1, x.Rank - 1 - axis)];
        y *= Weight(0);
        for (int k = 1; k < taps; k++)
            y += x.IndexSelect(axis, Tensor.Wrap(places[k])) * Weight(k);
        return y;

        Tensor Weight(int k) => Tensor.Wrap(weights[k]).To(x.DType).Reshape(along);
    }

    /// <summary>The kernel of cubic convolution at places from −2 to 2.</summary>
    public static Tensor Cubic(Tensor t)
    {
        t = t.Abs();
        return Tensor.Where(
            t <= 1,
            ((Keys + 2) * t - (Keys + 3)) * t * t + 1,
            ((Keys * t - 5 * Keys) * t + 8 * Keys) * t - 4 * Keys);
    }

    /// <summary>The same of a number.</summary>
    private static double Cubic(double t)
    {
        t = Math.Abs(t);
        return t <= 1 ? ((Keys + 2) * t - (Keys + 3)) * t * t + 1 : ((Keys * t - 5 * Keys) * t + 8 * Keys) * t - 4 * Keys;
    }
}
