using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor b)
    {
        /// <summary>
        /// The solution X of A X = B, given the Cholesky factor of A: <c>b.CholeskySolve(a.Cholesky())</c>. B is [..., n, k], or a vector [n]; the
        /// leading axes broadcast.
        /// </summary>
        /// <param name="factor">L with A = L Lᵀ.</param>
        /// <param name="upper">Whether the factor is U with A = Uᵀ U.</param>
        /// <param name="bName">What the caller calls the right side, for errors.</param>
        /// <param name="factorName">What the caller calls the factor, for errors.</param>
        /// <exception cref="ShapeException">The factors are not square, or the right side does not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor CholeskySolve(
            Tensor factor,
            bool upper = false,
            [CallerArgumentExpression(nameof(b))] string? bName = null,
            [CallerArgumentExpression(nameof(factor))] string? factorName = null)
        {
            AutoGrad.Solve.Check(factor, b, nameof(CholeskySolve), factorName, bName);
            return AutoGrad.Solve.OfColumns(b, right =>
            {
                var half = new TriangularSolve(upper, Transposed: upper).Apply(factor, right);
                return new TriangularSolve(upper, Transposed: !upper).Apply(factor, half);
            });
        }
    }

    extension(Tensor factor)
    {
        /// <summary>The inverse of A, given its Cholesky factor.</summary>
        /// <param name="upper">Whether the factor is U with A = Uᵀ U, not L with A = L Lᵀ.</param>
        /// <param name="factorName">What the caller calls the factor, for errors.</param>
        /// <exception cref="ShapeException">The factors are not square.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        public Tensor CholeskyInverse(bool upper = false, [CallerArgumentExpression(nameof(factor))] string? factorName = null)
        {
            Matrices.RequireSquare(factor, nameof(CholeskyInverse), factorName, "factor");
            return Matrices.Eye(factor.Shape[^1], factor.DType).CholeskySolve(factor, upper, null, factorName);
        }
    }
}
