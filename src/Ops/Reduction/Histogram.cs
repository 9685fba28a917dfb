namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// How many elements lie in each of several bins of one width, in the tensor's dtype; those outside and NaN are not counted.
        /// </summary>
        /// <param name="bins">How many bins.</param>
        /// <param name="min">The lower edge of the first; where it equals the upper edge, both are the least and the greatest element.</param>
        /// <param name="max">The upper edge of the last, which it holds.</param>
        /// <exception cref="ArgumentOutOfRangeException">There are fewer bins than one, or the edges are not finite numbers in order.</exception>
        public Tensor Histc(int bins = 100, double min = 0, double max = 0)
        {
            RequireBins(bins, min, max, nameof(Histc));
            var values = (x.DType.IsFloatingPoint ? x : x.To(DType.Float32)).Detach().Flatten();
            bool whole = min == max && values.ElementCount > 0;
            var low = whole ? values.AMin() : Tensor.Full([], min, values.DType);
            var high = whole ? values.AMax() : Tensor.Full([], max, values.DType);
            if (whole && !x.IsBatched)
                RequireFinite(low.Item(), high.Item(), nameof(Histc));
            var flat = low.EqualTo(high).To(values.DType);
            (low, high) = (low - flat, high + flat);
            var bin = ((values - low) * bins / (high - low)).To(DType.Int64).Maximum(0).Minimum(bins - 1);
            return new ScatterAdd(0, bins).Apply(((values >= low) & (values <= high)).To(values.DType), bin);
        }

        /// <summary>
        /// How many elements lie in each of several bins of one width, and the edges of the bins: bin i holds its lower edge, and the last one its
        /// upper edge too. Elements outside and NaN are not counted.
        /// </summary>
        /// <param name="bins">How many bins.</param>
        /// <param name="range">The outermost edges; the least and the greatest element if left out.</param>
        /// <param name="weights">What each element counts, of the tensor's shape; 1 if left out.</param>
        /// <param name="density">Whether to divide so that the integral over the bins is 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">There are fewer bins than one, or the edges are not finite numbers in order.</exception>
        /// <exception cref="ShapeException">The weights have another shape.</exception>
        public (Tensor Histogram, Tensor Edges) Histogram(
            int bins, (double Min, double Max)? range = null, Tensor? weights = null, bool density = false)
        {
            var values = (x.DType.IsFloatingPoint ? x : x.To(DType.Float32)).Detach();
            var (low, high) = range ?? (values.ElementCount == 0 ? (0, 0) : (values.AMin().Item(), values.AMax().Item()));
            RequireBins(bins, low, high, nameof(Histogram));
            if (low == high)
                (low, high) = (low - 0.5, high + 0.5);
            return x.Histogram(Tensor.Linspace(low, high, bins + 1, values.DType), weights, density);
        }

        /// <summary>How many elements lie in each of the bins between given edges, and the edges.</summary>
        /// <param name="edges">The edges of the bins, ascending.</param>
        /// <param name="weights">What each element counts, of the tensor's shape; 1 if left out.</param>
        /// <param name="density">Whether to divide so that the integral over the bins is 1.</param>
        /// <exception cref="ShapeException">The edges are no vector of two or more, or the weights have another shape.</exception>
        public (Tensor Histogram, Tensor Edges) Histogram(Tensor edges, Tensor? weights = null, bool density = false)
        {
            ArgumentNullException.ThrowIfNull(edges);
            if (edges.Rank != 1 || edges.ElementCount < 2)
                throw new ShapeException($"Histogram: the edges are {edges.Shape}; bins need a vector of two or more.");
            if (weights is not null && weights.Shape != x.Shape)
                throw new ShapeException($"Histogram: the weights are {weights.Shape} and the tensor {x.Shape}; they must have one shape.");
            var values = (x.DType.IsFloatingPoint ? x : x.To(DType.Float32)).Detach().Flatten();
            edges = edges.To(values.DType);
            int bins = edges.ElementCount - 1;
            var bin = Shared<BinNumbers>.Op.Apply(values, edges);
            var counted = weights?.Flatten().To(values.DType) ?? Tensor.OnesLike(values);
            var counts = new ScatterAdd(0, bins + 1).Apply(counted, bin)[..bins];
            return (density ? counts / (counts.Sum() * edges.Diff()) : counts, edges);
        }
    }

    private static void RequireBins(int bins, double min, double max, string operation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        RequireFinite(min, max, operation);
    }

    private static void RequireFinite(double min, double max, string operation)
    {
        if (!double.IsFinite(min) || !double.IsFinite(max) || min > max)
            throw new ArgumentOutOfRangeException(
                nameof(min), FormattableString.Invariant($"{operation}: bins from {min} to {max}; the edges must be finite numbers in order."));
    }
}
