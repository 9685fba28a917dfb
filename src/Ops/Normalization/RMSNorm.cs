namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each example brought to root mean square 1 over its last axes, then scaled: x / √(E[x²] + epsilon) · weight. Zhang and Sennrich, NeurIPS
        /// 2019.
        /// </summary>
        /// <param name="normalizedShape">The sizes of the last axes, over which is normalised.</param>
        /// <param name="weight">The scale, of that shape; null for 1.</param>
        /// <param name="epsilon">What keeps the divisor from zero; null for the unit of rounding of the dtype, as in PyTorch.</param>
        /// <exception cref="ShapeException">The last axes of x, or the weight, are not of the normalised shape.</exception>
        /// <exception cref="DTypeException">x is not floating-point.</exception>
        /// <exception cref="ArgumentOutOfRangeException">Epsilon is negative, infinite or not a number.</exception>
        public Tensor RMSNorm(Shape normalizedShape, Tensor? weight = null, double? epsilon = null)
        {
            if (epsilon is { } given && !(given >= 0 && double.IsFinite(given)))
                throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "RMSNorm: epsilon must be 0 or more, and finite.");
            if (!x.DType.IsFloatingPoint)
                throw new DTypeException($"RMSNorm: the input is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
            int trailing = normalizedShape.Rank;
            if (trailing == 0 || trailing > x.Rank || !x.Shape.AsSpan()[^trailing..].SequenceEqual(normalizedShape.AsSpan()))
                throw new ShapeException(
                    $"RMSNorm: the input is {x.Shape} and the normalized shape {normalizedShape}; it must have at least one axis, and the input's " +
                    "last axes must be those.");
            if (weight is not null && weight.Shape != normalizedShape)
                throw new ShapeException($"RMSNorm: the weight is {weight.Shape}; it must have the normalized shape, {normalizedShape}.");
            double least = epsilon ?? (x.DType == DType.Float32 ? 1.1920928955078125e-7 : 2.220446049250313e-16);
            Axes axes = [.. Enumerable.Range(x.Rank - trailing, trailing)];
            var y = x * (x.Square().Mean(axes, keepDim: true) + least).Rsqrt();
            return weight is null ? y : y * weight;
        }
    }
}
