namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The p-norm of the difference of all elements, the operands broadcast against each other.</summary>
        /// <param name="other">The other tensor.</param>
        /// <param name="p">The exponent, as of Norm.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Dist(Tensor other, double p = 2) => (x - other).Norm(p);

        /// <summary>
        /// The p-norms of the differences of all pairs of rows: [..., m, d] and [..., n, d] → [..., m, n], the axes before broadcast against each
        /// other. Equal rows have gradient 0.
        /// </summary>
        /// <param name="other">The other rows.</param>
        /// <param name="p">The exponent, 0 or more, as of Norm.</param>
        /// <exception cref="ShapeException">One has fewer than two axes, the rows differ in length, or the axes before do not broadcast.</exception>
        /// <exception cref="ArgumentOutOfRangeException">p is negative or NaN.</exception>
        public Tensor Cdist(Tensor other, double p = 2)
        {
            ArgumentNullException.ThrowIfNull(other);
            if (!(p >= 0))
                throw new ArgumentOutOfRangeException(nameof(p), p, "Cdist: the exponent of a distance is 0 or more.");
            if (x.Rank < 2 || other.Rank < 2 || x.Shape[^1] != other.Shape[^1]
                || !Shape.TryBroadcast(new(x.Shape.AsSpan()[..^2]), new(other.Shape.AsSpan()[..^2]), out var lead))
                throw new ShapeException($"Cdist: the rows are {x.Shape} and {other.Shape}; the last sizes must be equal, and those before the " +
                    "rows equal or 1.");
            return x.Shape[^1] == 0
                ? Tensor.Zeros([.. lead, x.Shape[^2], other.Shape[^2]], DTypes.Promote(x.DType, other.DType))
                : (x.Unsqueeze(-2) - other.Unsqueeze(-3)).Norm(p, -1);
        }
    }
}
