using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The X for which ‖A X − B‖ is least, of several the one with the least norm: the pseudo-inverse times B. B is [..., m, k], or a vector [m].
        /// The residuals are Σ (A X − B)² of each column, whatever the shape and rank.
        /// </summary>
        /// <param name="b">The right side.</param>
        /// <param name="relativeTolerance">Singular values up to this part of the largest count as 0; by default max(m, n) times the dtype's
        /// precision.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the right side, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        /// <exception cref="LinearAlgebraException">A matrix has elements that are not finite.</exception>
        public (Tensor Solution, Tensor Residuals) LstSq(
            Tensor b,
            double? relativeTolerance = null,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            Matrices.Require(a, nameof(LstSq), aName);
            Matrices.RequireReal(b, nameof(LstSq), bName, "b");
            if (b.Rank == 0 || (b.Rank == 1 ? b.Shape[0] : b.Shape[^2]) != a.Shape[^2])
                throw new ShapeException(
                    $"LstSq: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; the right side must have " +
                    $"{a.Shape[^2]} rows.");
            var solution = a.Pinv(relativeTolerance, aName: aName).MatMul(b, aName, bName);
            return (solution, (a.MatMul(solution) - b).Square().Sum(b.Rank == 1 ? -1 : -2));
        }
    }
}
