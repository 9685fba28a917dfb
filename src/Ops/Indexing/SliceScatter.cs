namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor with a range of an axis replaced: what <c>x.Slice(axis, range, step)</c> shows.</summary>
        /// <param name="source">Of the shape of the slice, or of one that broadcasts to it.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="range">The range, which must lie within the axis.</param>
        /// <param name="step">Every step-th element of the range is replaced.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the source does not fit.</exception>
        /// <exception cref="IndexException">The range does not lie within the axis.</exception>
        public Tensor SliceScatter(Tensor source, int axis, Range range, int step = 1)
        {
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis);
            var index = Tensor.Arange(x.Shape[along]).Slice(0, range, step);
            return x.IndexCopy(along, index, Indices.Slices(source, x.Shape, along, index, nameof(SliceScatter)));
        }
    }
}
