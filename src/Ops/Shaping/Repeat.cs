namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The whole tensor over and over along its axes: [2, 3] repeated (2, 1) is [4, 3]. To repeat axes of size 1 without a copy use
        /// Expand.</summary>
        /// <param name="counts">How often along each axis; more counts than axes make new leading ones.</param>
        /// <exception cref="ShapeException">There are fewer counts than axes, or the result has more elements than a tensor can hold.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
        public Tensor Repeat(params ReadOnlySpan<int> counts)
        {
            int lead = counts.Length - x.Rank;
            if (lead < 0)
                throw new ShapeException($"Repeat: {counts.Length} counts were given for shape {x.Shape}; " +
                    "give one for each axis, 1 to leave it as it is.");
            // Each axis gets one of size 1 before it, is repeated along that, and joined with it.
            int[] apart = new int[2 * counts.Length], repeated = new int[2 * counts.Length], joined = new int[counts.Length];
            for (int i = 0; i < counts.Length; i++)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(counts[i], nameof(counts));
                int size = i < lead ? 1 : x.Shape[i - lead];
                (apart[2 * i], apart[2 * i + 1]) = (1, size);
                (repeated[2 * i], repeated[2 * i + 1]) = (counts[i], size);
                joined[i] = (long)counts[i] * size is var length && length <= int.MaxValue
                    ? (int)length
                    : throw new ShapeException($"Repeat: axis {i} would have {length} elements, more than the {int.MaxValue} a tensor can hold.");
            }
            return x.Reshape(apart).Expand(repeated).Reshape(joined);
        }
    }
}
