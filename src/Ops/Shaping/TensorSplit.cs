namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// So many parts along an axis, views, as equal as can be: where the count does not divide the axis, the first ones have an element more.
        /// </summary>
        /// <param name="count">How many parts, at least 1.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor[] TensorSplit(int count, int axis = 0)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            var (size, more) = Math.DivRem(x.Shape[x.Shape.Axis(axis)], count);
            var sizes = new int[count];
            for (int i = 0; i < count; i++)
                sizes[i] = size + (i < more ? 1 : 0);
            return x.Split(sizes, axis);
        }

        /// <summary>The parts of an axis between places where it is cut, views: cut at [2, 3] these are [..2], [2..3] and [3..].</summary>
        /// <param name="cuts">The places, which may lie outside the axis as in PyTorch; negative ones count from the end.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor[] TensorSplit(ReadOnlySpan<int> cuts, int axis = 0)
        {
            int along = x.Shape.Axis(axis), size = x.Shape[along], from = 0;
            var parts = new Tensor[cuts.Length + 1];
            for (int i = 0; i < parts.Length; i++)
            {
                int cut = i == cuts.Length ? size : cuts[i];
                int to = Math.Clamp(cut < 0 ? cut + size : cut, 0, size);
                parts[i] = x.Slice(along, from..Math.Max(from, to));
                from = to;
            }
            return parts;
        }
    }
}
