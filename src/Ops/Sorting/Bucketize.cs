using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The bucket of each element, Int64: the least i with x ≤ boundaries[i], so that bucket i holds boundaries[i − 1] &lt; x ≤ boundaries[i].
        /// </summary>
        /// <param name="boundaries">An ascending vector; that it ascends is not checked.</param>
        /// <param name="right">Whether an element on a boundary goes above it: boundaries[i − 1] ≤ x &lt; boundaries[i].</param>
        /// <param name="boundariesName">What the caller calls the boundaries, for errors.</param>
        /// <exception cref="ShapeException">The boundaries are not a vector.</exception>
        public Tensor Bucketize(Tensor boundaries, bool right = false, [CallerArgumentExpression(nameof(boundaries))] string? boundariesName = null)
        {
            ArgumentNullException.ThrowIfNull(boundaries);
            return boundaries.Rank == 1
                ? boundaries.SearchSorted(x, right)
                : throw new ShapeException(
                    $"Bucketize: {CallerName.Or(boundariesName, "boundaries")} is {boundaries.Shape} and must be a vector. " +
                    "For a sequence of its own for each row use SearchSorted.");
        }
    }
}
