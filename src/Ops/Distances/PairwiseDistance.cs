using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The distances of vectors along the last axis, ‖x − y + epsilon‖ in the p-norm, [..., D] → [...], the operands broadcast against each
        /// other. Whole numbers are taken as Float32.
        /// </summary>
        /// <param name="y">The other vectors.</param>
        /// <param name="p">The norm's exponent, 0 or more; infinity for the greatest difference.</param>
        /// <param name="epsilon">What is added to the differences, so that equal vectors have a gradient.</param>
        /// <param name="keepDim">Whether the last axis stays, with size 1.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="yName">What the caller calls the other, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast, or both are scalars.</exception>
        /// <exception cref="ArgumentOutOfRangeException">p is negative, or not a number.</exception>
        public Tensor PairwiseDistance(
            Tensor y,
            double p = 2,
            double epsilon = 1e-6,
            bool keepDim = false,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(y))] string? yName = null)
        {
            ArgumentNullException.ThrowIfNull(y);
            Vectors.RequireBroadcast(nameof(PairwiseDistance), x, y, xName, yName);
            return (Vectors.Real(x) - Vectors.Real(y) + epsilon).Norm(p, -1, keepDim);
        }
    }
}
