namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The variance and the mean over the given axes, or over all.</summary>
        /// <param name="axes">The axes to take them over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 (Bessel's correction) rather than n.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public (Tensor Var, Tensor Mean) VarMean(Axes axes = default, bool keepDim = false, bool unbiased = true) =>
            (x.Var(axes, keepDim, unbiased), x.Mean(axes, keepDim));

        /// <summary>The standard deviation and the mean over the given axes, or over all.</summary>
        /// <param name="axes">The axes to take them over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <param name="unbiased">Whether to divide by n − 1 (Bessel's correction) rather than n.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public (Tensor Std, Tensor Mean) StdMean(Axes axes = default, bool keepDim = false, bool unbiased = true) =>
            (x.Std(axes, keepDim, unbiased), x.Mean(axes, keepDim));
    }
}
