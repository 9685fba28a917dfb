namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The norms of vectors along the given axes taken together, or of all elements: (Σ |x|ᵖ)^(1/p). p = ∞ is the greatest absolute value, −∞ the
        /// least, and 0 counts the elements that are not 0. Where the norm is 0 the gradient is 0, and ties among the greatest share it, as in PyTorch.
        /// Whole numbers are converted to Float32.
        /// </summary>
        /// <param name="order">p.</param>
        /// <param name="axes">The axes to take together.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice, or the norm of no elements has no value.</exception>
        public Tensor VectorNorm(double order = 2, Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            if (!x.DType.IsFloatingPoint)
                x = x.To(DType.Float32);
            return order switch
            {
                double.PositiveInfinity => new Max(axes, keepDim).Apply(x.Abs()),
                double.NegativeInfinity => new Min(axes, keepDim).Apply(x.Abs()),
                0 => x.NotEqualTo(0).Sum(axes, keepDim).To(x.DType),
                1 => x.Abs().Sum(axes, keepDim),
                2 => Root(x.Square().Sum(axes, keepDim), 0.5),
                < 1 and > 0 => Root(SteepPower(x, order).Sum(axes, keepDim), 1 / order),
                _ => Root(x.Abs().Pow(order).Sum(axes, keepDim), 1 / order),
            };
        }
    }

    /// <summary>A root whose derivative at 0 is 0 and not infinite.</summary>
    private static Tensor Root(Tensor sum, double exponent)
    {
        if (sum.RequiresGrad && exponent > 0)
        {
            var isZero = sum.Detach().EqualTo(0);
            return Tensor.Where(isZero, 0, Power(Tensor.Where(isZero, 1, sum)));
        }
        return Power(sum);

        Tensor Power(Tensor x) => exponent == 0.5 ? x.Sqrt() : x.Pow(exponent);
    }

    /// <summary>|x|ᵖ for p &lt; 1, whose derivative at 0 is 0 and not infinite.</summary>
    private static Tensor SteepPower(Tensor x, double order)
    {
        var isZero = x.Detach().EqualTo(0);
        return Tensor.Where(isZero, 0, Tensor.Where(isZero, 1, x).Abs().Pow(order));
    }
}
