namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The most frequent value along an axis, the least of several, and where it last stands, which is where the gradient goes. NaN counts as
        /// equal to NaN and greater than numbers.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public (Tensor Values, Tensor Indices) Mode(int axis = -1, bool keepDim = false)
        {
            int along = x.Shape.Axis(axis), size = x.Shape[along];
            if (size == 0)
                throw new ShapeException($"Mode: axis {along} of shape {x.Shape} is empty, and of no values none is the most frequent.");
            var order = new ArgSort(along).Apply(x.Detach());
            var sorted = x.Detach().Gather(along, order);
            Tensor later = sorted.Slice(along, 1..), earlier = sorted.Slice(along, ..^1);
            // Runs of equal values are numbered, counted, and the end of the longest looked up.
            var starts = later.NotEqualTo(earlier) & (later.EqualTo(later) | earlier.EqualTo(earlier));
            var run = Tensor.Cat([Tensor.Zeros(order.Shape.With(along, 1), DType.Int64), starts.Cumsum(along)], along);
            var counts = new ScatterAdd(along, size).Apply(Tensor.Ones(order.Shape, DType.Int64), run);
            var end = counts.Cumsum(along).Gather(along, counts.ArgMax(along, keepDim: true)) - 1;
            return Taken(x, along, order.Gather(along, end), keepDim);
        }
    }
}
