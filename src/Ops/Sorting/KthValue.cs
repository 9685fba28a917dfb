namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The k-th least element along an axis, counted from 1, and where it stood (Int64): of equal elements the one that a stable sort puts there.
        /// NaN counts as greatest. The gradient goes to where the value stood.
        /// </summary>
        /// <param name="k">From 1 to the size of the axis.</param>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="IndexException">There are fewer than k elements along the axis, or k is less than 1.</exception>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public (Tensor Values, Tensor Indices) KthValue(int k, int axis = -1, bool keepDim = false)
        {
            if (k < 1)
                throw new IndexException($"KthValue: k is {k}; it counts from 1, the least element.");
            var rows = x.Rank == 0 ? x.Reshape([1]) : x;
            int along = rows.Shape.Axis(axis);
            if (k > rows.Shape[along])
                throw new IndexException(
                    $"KthValue: element {k} was asked for of axis {along} of shape {x.Shape}, whose size is {rows.Shape[along]}.");
            var indices = new ArgSort(along, Count: k).Apply(rows).Slice(along, ^1..);
            var values = new Gather(along).Apply(rows, indices);
            var shape = x.Rank == 0 ? x.Shape : x.Shape.Reduce(along, keepDim);
            return (values.Reshape(shape), indices.Reshape(shape));
        }
    }
}
