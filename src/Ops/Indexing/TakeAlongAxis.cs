namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The elements along an axis that a tensor of indices names, as <c>ArgSort</c>, <c>ArgMax</c> with <c>keepDim</c> and their like give it:
        /// y[i, j] = x[i, index[i, j]] along axis 1 of a matrix. But for that axis tensor and index broadcast against each other. Without an axis the
        /// index names elements in row-major order.
        /// </summary>
        /// <param name="index">Whole numbers, with as many axes as the tensor; negative ones count from the end.</param>
        /// <param name="axis">The axis; negative counts from the end; null for all elements.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not broadcast.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor TakeAlongAxis(Tensor index, int? axis = null)
        {
            ArgumentNullException.ThrowIfNull(index);
            if (axis is not { } given)
                return x.Flatten().Gather(0, Indices.Of(index, nameof(TakeAlongAxis)).Flatten());
            int along = x.Shape.Axis(given);
            if (index.Rank != x.Rank || !Shape.TryBroadcast(x.Shape.With(along, 1), index.Shape.With(along, 1), out var others))
                throw new ShapeException(
                    $"TakeAlongAxis: the index is {index.Shape} and the tensor {x.Shape}; they must have as many axes, and but for axis {along} " +
                    "their sizes must be equal or 1. " +
                    (index.Rank == 1 ? "For whole slices use IndexSelect." : "Unsqueeze or expand one of them."));
            return x.Expand(others.With(along, x.Shape[along])).Gather(along, index.Expand(others.With(along, index.Shape[along])));
        }
    }
}
