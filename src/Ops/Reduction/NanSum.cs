namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The sum of what is not NaN over the given axes, or over all. Whole numbers are summed as Int64.</summary>
        /// <param name="axes">The axes to sum over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor NanSum(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            return (x.DType.IsFloatingPoint ? Tensor.Where(x.Detach().IsNaN(), 0, x) : x).Sum(axes, keepDim);
        }

        /// <summary>The mean of what is not NaN over the given axes, or over all; NaN where all are.</summary>
        /// <param name="axes">The axes to average over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor NanMean(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape);
            var sum = x.NanSum(axes, keepDim);
            return sum / x.Detach().EqualTo(x.Detach()).Sum(axes, keepDim).To(sum.DType);
        }

        /// <summary>How many elements over the given axes, or over all, are not 0; Int64. NaN is not 0.</summary>
        /// <param name="axes">The axes to count over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor CountNonzero(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape);
            return x.Detach().NotEqualTo(0).Sum(axes, keepDim);
        }
    }
}
