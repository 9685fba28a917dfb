namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// How often each whole number from 0 to the greatest occurs in a vector, Int64; or the sums of the weights at its places, which have
        /// gradients.
        /// </summary>
        /// <param name="weights">What each element counts, of the tensor's shape; 1 if left out.</param>
        /// <param name="minLength">The least size of the result.</param>
        /// <exception cref="ShapeException">The tensor is no vector, or the weights have another shape.</exception>
        /// <exception cref="DTypeException">The elements are not whole numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">An element or the least size is negative.</exception>
        /// <exception cref="AutogradException">The elements differ over the batch of a VMap, where results must have one size.</exception>
        public Tensor Bincount(Tensor? weights = null, int minLength = 0)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(minLength);
            if (x.Rank != 1)
                throw new ShapeException($"Bincount: shape {x.Shape} is no vector; Flatten it.");
            if (weights is not null && weights.Shape != x.Shape)
                throw new ShapeException($"Bincount: the weights are {weights.Shape} and the tensor {x.Shape}; they must have one shape.");
            var index = Indices.Of(x, nameof(Bincount), "elements");
            if (x.IsBatched)
                throw new AutogradException("Bincount: the elements differ over the batch of a VMap, and so would the sizes of the counts. " +
                    "Use OneHot(classes).Sum(0), or count outside VMap.");
            long greatest = -1;
            foreach (long value in index.Contiguous().AsReadOnlySpan<long>())
            {
                if (value < 0)
                    throw new ArgumentOutOfRangeException("x", value, $"Bincount: the tensor holds {value}; what is counted is 0 or more.");
                greatest = Math.Max(greatest, value);
            }
            if (greatest >= Array.MaxLength)
                throw new ShapeException($"Bincount: {greatest} is more than a tensor can hold.");
            var counted = weights is null ? Tensor.Ones(x.Shape, DType.Int64)
                : weights.DType.IsFloatingPoint ? weights : weights.To(DType.Float64);
            return new ScatterAdd(0, Math.Max(minLength, (int)greatest + 1)).Apply(counted, index);
        }
    }
}
