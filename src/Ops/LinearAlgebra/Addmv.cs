using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>β x + α A v, for a matrix A and a vector v; x broadcasts. Where β is 0, x is left out, NaN and all.</summary>
        /// <param name="a">[n, k].</param>
        /// <param name="b">v, [k].</param>
        /// <param name="beta">The factor of this tensor.</param>
        /// <param name="alpha">The factor of the product.</param>
        /// <param name="aName">What the caller calls the matrix, for errors.</param>
        /// <param name="bName">What the caller calls the vector, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand of the product is not floating-point.</exception>
        public Tensor Addmv(
            Tensor a,
            Tensor b,
            double beta = 1,
            double alpha = 1,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) => Combined(nameof(Addmv), x, beta, a.Mv(b, aName, bName), alpha);
    }
}
