namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor weights)
    {
        /// <summary>Numbers of classes drawn in proportion to weights: [K] → [count] and [N, K] → [N, count], Int64.</summary>
        /// <param name="count">How many are drawn from each row.</param>
        /// <param name="replacement">Whether a class may be drawn again.</param>
        /// <param name="generator">Where the numbers are drawn from; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ShapeException">The weights are not a vector or a matrix, or there are no classes.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
        /// <exception cref="ArgumentException">A weight is negative or not finite, all of a row are 0, or fewer than count are not.</exception>
        public Tensor Multinomial(int count, bool replacement = false, Generator? generator = null)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
            if (weights.Rank is not (1 or 2) || weights.Shape[^1] == 0)
                throw new ShapeException($"Multinomial: the weights are {weights.Shape}; they must be [K] or [N, K], K being the number of classes, " +
                    "1 or more.");
            var w = weights.Detach().To(DType.Float64);
            if (!((w >= 0) & w.IsFinite()).All().Item<bool>())
                throw new ArgumentException("Multinomial: a weight is negative or not finite.", nameof(weights));
            int needed = replacement ? 1 : count;
            if ((w.CountNonzero(-1) < needed).Any().Item<bool>())
                throw new ArgumentException($"Multinomial: {needed} different {(needed == 1 ? "class is" : "classes are")} to be drawn and a row has " +
                    $"fewer with a weight above 0{(replacement ? "" : "; draw fewer, or with replacement: true")}.", nameof(weights));
            if (!replacement) // As many exponential clocks as classes: they ring in the order of draws without replacement.
                return (-(-Tensor.RandLike(w, generator)).Log1p() / w).TopK(count, largest: false).Indices;
            var sums = w.Cumsum(-1);
            var drawn = Tensor.Rand([.. w.Shape.AsSpan()[..^1], count], generator, DType.Float64) * sums.Slice(-1, ^1..);
            return sums.SearchSorted(drawn, right: true);
        }
    }
}
