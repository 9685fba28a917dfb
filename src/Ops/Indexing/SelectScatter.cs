namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor with one element of an axis, a slice of the others, replaced: what <c>x.Select(axis, index)</c> shows.</summary>
        /// <param name="source">Of the shape of the slice, or of one that broadcasts to it.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">The element; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the source does not fit.</exception>
        /// <exception cref="IndexException">The index lies outside the axis.</exception>
        public Tensor SelectScatter(Tensor source, int axis, int index)
        {
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis);
            var slice = x.Shape.Reduce(along, keepDim: false);
            return source.Shape.BroadcastsTo(slice)
                ? x.IndexCopy(along, index, source.Expand(slice).Unsqueeze(along))
                : throw new ShapeException($"SelectScatter: the source is {source.Shape} and a slice of axis {along} of the {x.Shape} tensor is {slice}; " +
                    "the source must have that shape or broadcast to it.");
        }
    }
}
