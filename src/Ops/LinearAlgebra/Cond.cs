using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The condition numbers of the matrices in the last two axes: the greatest singular value divided by the least, or, for another norm, that of
        /// A times that of A⁻¹.
        /// </summary>
        /// <param name="order">1, 2, ∞, or one of their negatives.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such norm.</exception>
        /// <exception cref="ShapeException">There are fewer than two axes, or the norm is not 2 or −2 and the matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">The norm is not 2 or −2 and a matrix is singular.</exception>
        public Tensor Cond(double order = 2, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.Require(a, nameof(Cond), aName);
            if (Math.Abs(order) == 2)
            {
                var s = a.SvdVals(aName);
                Tensor greatest = s.Select(-1, 0), least = s.Select(-1, s.Shape[^1] - 1);
                return order > 0 ? greatest / least : least / greatest;
            }
            Matrices.RequireSquare(a, nameof(Cond), aName);
            return a.MatrixNorm(order) * a.Inverse(aName).MatrixNorm(order);
        }

        /// <summary>The condition numbers of the matrices in the last two axes by the Frobenius or nuclear norm.</summary>
        /// <param name="kind">Which norm.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <exception cref="ShapeException">The matrices are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix is singular.</exception>
        public Tensor Cond(MatrixNormKind kind, [CallerArgumentExpression(nameof(a))] string? aName = null)
        {
            Matrices.RequireSquare(a, nameof(Cond), aName);
            return a.MatrixNorm(kind) * a.Inverse(aName).MatrixNorm(kind);
        }
    }
}
