namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The greatest value over the given axes, or over all; NaN where one is NaN. Unlike Max over one axis, whose gradient goes to the first of
        /// several, this shares it evenly among them whatever the axes.
        /// </summary>
        /// <param name="axes">The axes to look over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range, listed twice, or has no values.</exception>
        /// <exception cref="DTypeException">The tensor is Bool.</exception>
        public Tensor AMax(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape); // So that an error names this operation.
            return new Max(axes, keepDim).Apply(x);
        }

        /// <summary>
        /// The least value over the given axes, or over all; NaN where one is NaN. Unlike Min over one axis, whose gradient goes to the first of
        /// several, this shares it evenly among them whatever the axes.
        /// </summary>
        /// <param name="axes">The axes to look over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range, listed twice, or has no values.</exception>
        /// <exception cref="DTypeException">The tensor is Bool.</exception>
        public Tensor AMin(Axes axes = default, bool keepDim = false)
        {
            _ = axes.Resolve(x.Shape);
            return new Min(axes, keepDim).Apply(x);
        }

        /// <summary>The least and the greatest value over an axis, or over all; each shares its gradient as AMin and AMax do.</summary>
        /// <param name="axis">The axis to look along, negative counting from the end; null looks over all.</param>
        /// <param name="keepDim">Whether what is reduced stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        /// <exception cref="DTypeException">The tensor is Bool.</exception>
        public (Tensor Min, Tensor Max) AMinMax(int? axis = null, bool keepDim = false)
        {
            Axes axes = axis is { } along ? along : Axes.All;
            return (x.AMin(axes, keepDim), x.AMax(axes, keepDim));
        }
    }
}
