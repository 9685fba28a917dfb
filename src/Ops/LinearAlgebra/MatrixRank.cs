using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>How many singular values of the matrices in the last two axes count as more than 0, Int64.</summary>
        /// <param name="relativeTolerance">By default max(m, n) times the dtype's precision, or 0 where an absolute tolerance is given.</param>
        /// <param name="absoluteTolerance">0 unless given.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public Tensor MatrixRank(
            double? relativeTolerance = null, double absoluteTolerance = 0, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(MatrixRank), aName);
            return AutoGrad.Pinv.IsThere(a.Detach().SvdVals(aName), a.Shape, relativeTolerance, absoluteTolerance).Sum(-1);
        }
    }
}
