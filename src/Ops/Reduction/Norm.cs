namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The p-norm of the elements over the given axes, or over all, (Σ |x|ᵖ)^(1/p): the length for p = 2, the greatest |x| for ∞, the least for
        /// −∞, and how many are not 0 for p = 0. It does not overflow unless the result does. Elements that are 0 have gradient 0, and tied greatest
        /// or least ones share it. Whole numbers are taken as Float32.
        /// </summary>
        /// <param name="p">The exponent.</param>
        /// <param name="axes">The axes over which the vectors lie.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice, or has no values and p is infinite.</exception>
        /// <exception cref="ArgumentOutOfRangeException">p is NaN.</exception>
        public Tensor Norm(double p = 2, Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            var real = x.DType.IsFloatingPoint ? x : x.To(DType.Float32);
            return p switch
            {
                2 => new EuclideanNorm(axes, keepDim).Apply(real),
                1 => real.Abs().Sum(axes, keepDim),
                0 => real.NotEqualTo(0).To(real.DType).Sum(axes, keepDim),
                double.PositiveInfinity => real.Abs().AMax(axes, keepDim),
                double.NegativeInfinity => real.Abs().AMin(axes, keepDim),
                double.NaN => throw new ArgumentOutOfRangeException(nameof(p), p, "Norm: the exponent must be a number."),
                _ => PowerNorm(real, p, axes, keepDim),
            };
        }
    }

    private static Tensor PowerNorm(Tensor x, double p, Axes axes, bool keepDim)
    {
        var shape = x.Shape.Reduce(axes, keepDim);
        if (x.ElementCount == 0)
            return x.Sum(axes, keepDim).Pow(1 / p);
        // The scale is a constant that cancels, so derivatives need not know it.
        var scale = EuclideanNorm.Scale(x, axes);
        var a = x.Abs() / scale;
        double none = p > 0 ? 0 : double.PositiveInfinity; // 0ᵖ, and what the sum of such powers is.
        var sum = Power(a, a.Detach().EqualTo(0), p, none).Sum(axes, keepDim: true);
        return (scale * Power(sum, sum.Detach().EqualTo(none), 1 / p, 0)).Reshape(shape.AsSpan());
    }

    /// <summary>xᵖ, and a constant at places where the rule for a power would make 0 · ∞.</summary>
    private static Tensor Power(Tensor x, Tensor places, double p, double constant) =>
        Tensor.Where(places, constant, Tensor.Where(places, 1, x).Pow(p));
}
