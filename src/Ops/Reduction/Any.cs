namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Whether anything over the given axes, or over all, is true or not 0; false of nothing. Bool.</summary>
        /// <param name="axes">The axes to look over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Any(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            return x.To(DType.Bool).Sum(axes, keepDim).To(DType.Bool);
        }

        /// <summary>Whether everything over the given axes, or over all, is true or not 0; true of nothing. Bool.</summary>
        /// <param name="axes">The axes to look over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor All(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            return x.To(DType.Bool).Prod(axes, keepDim).To(DType.Bool);
        }
    }
}
