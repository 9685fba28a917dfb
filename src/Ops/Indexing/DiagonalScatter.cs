namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor with a diagonal of two of its axes replaced: y[i, i + offset] = source[i] of a matrix.</summary>
        /// <param name="source">The diagonal, along the last axis, after the other axes; or of a shape that broadcasts to that.</param>
        /// <param name="offset">How far right of the main diagonal; negative is below it.</param>
        /// <param name="axis1">The axis of the rows; negative counts from the end.</param>
        /// <param name="axis2">The axis of the columns; negative counts from the end.</param>
        /// <exception cref="ShapeException">An axis is out of range, the two are the same, or the source does not fit.</exception>
        public Tensor DiagonalScatter(Tensor source, int offset = 0, int axis1 = 0, int axis2 = 1)
        {
            ArgumentNullException.ThrowIfNull(source);
            int[] axes = new Axes(axis1, axis2).Resolve(x.Shape);
            int[] order = [.. axes, .. Enumerable.Range(0, x.Rank).Except(axes)];
            var matrices = x.Permute(order);
            int row = Math.Max(0, -offset), column = Math.Max(0, offset);
            int count = Math.Max(0, Math.Min(matrices.Shape[0] - row, matrices.Shape[1] - column));
            Shape diagonal = [.. matrices.Shape.AsSpan()[2..], count];
            if (!source.Shape.BroadcastsTo(diagonal))
                throw new ShapeException($"DiagonalScatter: the source is {source.Shape} and the diagonal of the {x.Shape} tensor is {diagonal}; the " +
                    "source must have that shape or broadcast to it.");
            var y = matrices.IndexPut(
                [Tensor.Arange(count) + row, Tensor.Arange(count) + column], source.Expand(diagonal).MoveAxis(-1, 0));
            return y.Permute([.. Enumerable.Range(0, x.Rank).Select(axis => Array.IndexOf(order, axis))]);
        }
    }
}
