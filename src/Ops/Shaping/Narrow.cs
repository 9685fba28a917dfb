namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Part of an axis, a view: as many elements as asked for, from one on.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="start">The first element; negative counts from the end.</param>
        /// <param name="length">How many.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        /// <exception cref="IndexException">The part does not lie within the axis.</exception>
        public Tensor Narrow(int axis, int start, int length)
        {
            int along = x.Shape.Axis(axis), size = x.Shape[along], from = start < 0 ? start + size : start;
            if (from < 0 || length < 0 || from + (long)length > size)
                throw new IndexException($"Narrow: {length} elements from {start} on do not lie within axis {along} of shape {x.Shape}.");
            return x.Slice(along, from..(from + length));
        }
    }
}
