using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>β x + α v wᵀ, for vectors v and w; x broadcasts. Where β is 0, x is left out, NaN and all.</summary>
        /// <param name="a">v, [n].</param>
        /// <param name="b">w, [m].</param>
        /// <param name="beta">The factor of this tensor.</param>
        /// <param name="alpha">The factor of the product.</param>
        /// <param name="aName">What the caller calls the first vector, for errors.</param>
        /// <param name="bName">What the caller calls the second vector, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        public Tensor Addr(
            Tensor a,
            Tensor b,
            double beta = 1,
            double alpha = 1,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) => Combined(nameof(Addr), x, beta, a.Outer(b, aName, bName), alpha);
    }
}
