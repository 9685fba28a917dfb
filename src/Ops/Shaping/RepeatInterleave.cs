namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Each element of an axis several times, one after another: [1, 2] twice is [1, 1, 2, 2].</summary>
        /// <param name="count">How often.</param>
        /// <param name="axis">The axis, negative counting from the end; null flattens the tensor first.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the result has more elements than a tensor can hold.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
        public Tensor RepeatInterleave(int count, int? axis = null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            if (axis is not { } given)
                return x.Flatten().RepeatInterleave(count, 0);
            int along = x.Shape.Axis(given), size = x.Shape[along];
            if ((long)size * count > int.MaxValue)
                throw new ShapeException($"RepeatInterleave: axis {along} would have {(long)size * count} elements, more than the {int.MaxValue} a " +
                    "tensor can hold.");
            var apart = x.Unsqueeze(along + 1);
            return apart.Expand(apart.Shape.With(along + 1, count)).Reshape(x.Shape.With(along, size * count).AsSpan());
        }

        /// <summary>Each element of an axis as often as a tensor says, one after another: [1, 2] by [3, 1] is [1, 1, 1, 2].</summary>
        /// <param name="counts">How often each, a vector of whole numbers as long as the axis, or of one for all.</param>
        /// <param name="axis">The axis, negative counting from the end; null flattens the tensor first.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the counts are not as many as its elements.</exception>
        /// <exception cref="DTypeException">The counts are not whole numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
        public Tensor RepeatInterleave(Tensor counts, int? axis = null)
        {
            ArgumentNullException.ThrowIfNull(counts);
            if (axis is not { } given)
                return x.Flatten().RepeatInterleave(counts, 0);
            int along = x.Shape.Axis(given), size = x.Shape[along];
            var times = Indices.Of(counts, nameof(RepeatInterleave), "counts").ToArray<long>();
            if (counts.Rank > 1 || times.Length != size && times.Length != 1)
                throw new ShapeException($"RepeatInterleave: the counts are {counts.Shape} and axis {along} of shape {x.Shape} has {size}; " +
                    "give a vector of one count for each.");
            var taken = new List<long>();
            for (int i = 0; i < size; i++)
            {
                long count = times[times.Length == 1 ? 0 : i];
                ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(counts));
                for (long j = 0; j < count; j++)
                    taken.Add(i);
            }
            return x.IndexSelect(along, Tensor.Of<long>(taken.ToArray()));
        }
    }
}
