namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The standard deviation over the given axes, or over all: √(Σ (x − mean)² / (n − 1)), or / n where not unbiased. As in PyTorch it is NaN
        /// where there are too few values to divide by, and its gradient is 0 where all values are equal.
        /// </summary>
        /// <param name="axes">The axes to take it over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 (Bessel's correction) rather than n.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Std(Axes axes = default, bool keepDim = false, bool unbiased = true)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            var variance = x.Var(axes, keepDim, unbiased);
            if (!variance.RequiresGrad)
                return variance.Sqrt();
            var flat = variance.Detach().EqualTo(0);
            return Tensor.Where(flat, 0, Tensor.Where(flat, 1, variance).Sqrt());
        }

        /// <summary>The standard deviation over one axis.</summary>
        /// <param name="axis">The axis to take it over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 rather than n.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Std(int axis, bool keepDim = false, bool unbiased = true) => x.Std(new Axes(axis), keepDim, unbiased);
    }
}
