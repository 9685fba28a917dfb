namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The variance over the given axes, or over all: Σ (x − mean)² / (n − 1), or / n where not unbiased. As in PyTorch it is NaN where there are
        /// too few values to divide by.
        /// </summary>
        /// <param name="axes">The axes to take it over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 (Bessel's correction) rather than n.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Var(Axes axes = default, bool keepDim = false, bool unbiased = true)
        {
            int count = 1;
            foreach (int axis in axes.Resolve(x.Shape))
                count *= x.Shape[axis];
            var deviation = x - x.Mean(axes, keepDim: true);
            return (deviation * deviation).Sum(axes, keepDim) * (1.0 / Math.Max(0, unbiased ? count - 1 : count));
        }

        /// <summary>The variance over one axis.</summary>
        /// <param name="axis">The axis to take it over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 rather than n.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Var(int axis, bool keepDim = false, bool unbiased = true) => x.Var(new Axes(axis), keepDim, unbiased);
    }
}
