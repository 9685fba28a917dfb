namespace AutoGrad;

/// <summary>What a quantile is where it lies between two elements a ≤ b, a fraction t of the way.</summary>
public enum QuantileInterpolation
{
    /// <summary>a + t (b − a).</summary>
    Linear,

    /// <summary>a.</summary>
    Lower,

    /// <summary>b.</summary>
    Higher,

    /// <summary>The nearer of the two; halfway, the one whose rank is even.</summary>
    Nearest,

    /// <summary>(a + b) / 2.</summary>
    Midpoint,
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The quantile along an axis, or of all elements: the value at rank q (n − 1) of n sorted ones. NaN where one is NaN. Whole numbers are
        /// taken as Float32.
        /// </summary>
        /// <param name="q">From 0, the least, to 1, the greatest.</param>
        /// <param name="axis">The axis, negative counting from the end; null flattens the tensor first.</param>
        /// <param name="keepDim">Whether what is reduced stays, with size 1.</param>
        /// <param name="interpolation">What to take between two elements.</param>
        /// <exception cref="ArgumentOutOfRangeException">q does not lie between 0 and 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public Tensor Quantile(
            double q, int? axis = null, bool keepDim = false, QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
            Quantiles(x, [q], axis, keepDim, interpolation, skipNaN: false, nameof(Quantile)).Select(0, 0);

        /// <summary>Several quantiles along an axis, or of all elements, along a new first axis.</summary>
        /// <param name="q">Each from 0, the least, to 1, the greatest.</param>
        /// <param name="axis">The axis, negative counting from the end; null flattens the tensor first.</param>
        /// <param name="keepDim">Whether what is reduced stays, with size 1.</param>
        /// <param name="interpolation">What to take between two elements.</param>
        /// <exception cref="ArgumentOutOfRangeException">A q does not lie between 0 and 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public Tensor Quantile(
            ReadOnlySpan<double> q,
            int? axis = null,
            bool keepDim = false,
            QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
            Quantiles(x, q, axis, keepDim, interpolation, skipNaN: false, nameof(Quantile));

        /// <summary>The quantile of what is not NaN along an axis, or in all of the tensor; NaN where there is nothing else.</summary>
        /// <param name="q">From 0, the least, to 1, the greatest.</param>
        /// <param name="axis">The axis, negative counting from the end; null flattens the tensor first.</param>
        /// <param name="keepDim">Whether what is reduced stays, with size 1.</param>
        /// <param name="interpolation">What to take between two elements.</param>
        /// <exception cref="ArgumentOutOfRangeException">q does not lie between 0 and 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public Tensor NanQuantile(
            double q, int? axis = null, bool keepDim = false, QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
            Quantiles(x, [q], axis, keepDim, interpolation, skipNaN: true, nameof(NanQuantile)).Select(0, 0);

        /// <summary>Several quantiles of what is not NaN along an axis, or in all of the tensor, along a new first axis.</summary>
        /// <param name="q">Each from 0, the least, to 1, the greatest.</param>
        /// <param name="axis">The axis, negative counting from the end; null flattens the tensor first.</param>
        /// <param name="keepDim">Whether what is reduced stays, with size 1.</param>
        /// <param name="interpolation">What to take between two elements.</param>
        /// <exception cref="ArgumentOutOfRangeException">A q does not lie between 0 and 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public Tensor NanQuantile(
            ReadOnlySpan<double> q,
            int? axis = null,
            bool keepDim = false,
            QuantileInterpolation interpolation = QuantileInterpolation.Linear) =>
            Quantiles(x, q, axis, keepDim, interpolation, skipNaN: true, nameof(NanQuantile));
    }

    /// <summary>Quantiles along the first axis of the result.</summary>
    private static Tensor Quantiles(
        Tensor x, ReadOnlySpan<double> q, int? axis, bool keepDim, QuantileInterpolation interpolation, bool skipNaN, string operation)
    {
        foreach (double each in q)
            if (!(each >= 0 && each <= 1))
                throw new ArgumentOutOfRangeException(nameof(q), each, $"{operation}: a quantile lies between 0 and 1.");
        var shape = axis is { } given ? x.Shape.Reduce(x.Shape.Axis(given, operation), keepDim) : x.Shape.Reduce(Axes.All, keepDim);
        var rows = axis is { } along ? x.MoveAxis(along, -1) : x.Flatten();
        rows = x.DType.IsFloatingPoint ? rows : rows.To(DType.Float32);
        int last = rows.Shape[^1] - 1, axisOfRows = rows.Rank - 1;
        if (last < 0)
            throw new ShapeException($"{operation}: of shape {x.Shape} there are no values to take a quantile of.");

        var sorted = rows.Gather(axisOfRows, new ArgSort(axisOfRows).Apply(rows.Detach()));
        var count = rows.Detach().EqualTo(rows.Detach()).Sum(-1, keepDim: true); // NaN are unequal to themselves, and stand last.
        var wanted = Tensor.Of(q);
        var rank = skipNaN
            ? wanted * (count - 1).Maximum(0).To(DType.Float64)
            : Tensor.Where(count > last, wanted * last, last);
        rank = interpolation == QuantileInterpolation.Nearest ? RoundedToEven(rank) : rank;
        var below = rank.To(DType.Int64);
        var between = rank - below;
        var a = sorted.Gather(axisOfRows, below);
        if (interpolation is QuantileInterpolation.Lower or QuantileInterpolation.Nearest)
            return Placed(a);
        var b = sorted.Gather(axisOfRows, below + (between > 0).To(DType.Int64));
        return Placed(interpolation switch
        {
            QuantileInterpolation.Higher => b,
            // Where both are one element that is infinite, no difference is taken.
            QuantileInterpolation.Midpoint => Tensor.Where(between > 0, 0.5 * a + 0.5 * b, a),
            // From the nearer end, so that it never leaves the two.
            _ => Tensor.Where(between < 0.5, a + between.To(a.DType) * Apart(), b - (1 - between).To(a.DType) * Apart()),
        });

        Tensor Apart() => Tensor.Where(between > 0, b - a, 0);

        Tensor Placed(Tensor values) => values.MoveAxis(-1, 0).Reshape([values.Shape[^1], .. shape]);
    }

    /// <summary>Numbers of moderate size rounded to whole ones, halves to even: beyond 2⁵² there are no fractions.</summary>
    private static Tensor RoundedToEven(Tensor x) => x + (1L << 52) - (1L << 52);
}
