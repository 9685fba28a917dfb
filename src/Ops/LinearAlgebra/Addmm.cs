using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>β x + α A B, for matrices A and B; x broadcasts. Where β is 0, x is left out, NaN and all.</summary>
        /// <param name="a">[n, k].</param>
        /// <param name="b">[k, m].</param>
        /// <param name="beta">The factor of this tensor.</param>
        /// <param name="alpha">The factor of the product.</param>
        /// <param name="aName">What the caller calls the first matrix, for errors.</param>
        /// <param name="bName">What the caller calls the second matrix, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">A matrix is not floating-point.</exception>
        public Tensor Addmm(
            Tensor a,
            Tensor b,
            double beta = 1,
            double alpha = 1,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) => Combined(nameof(Addmm), x, beta, a.Mm(b, aName, bName), alpha);
    }

    private static Tensor Combined(string operation, Tensor x, double beta, Tensor product, double alpha)
    {
        if (!x.Shape.BroadcastsTo(product.Shape))
            throw new ShapeException($"{operation}: the tensor to add is {x.Shape} and does not broadcast to the product's shape {product.Shape}.");
        if (alpha != 1)
            product *= alpha;
        return beta == 0 ? product : (beta == 1 ? x : x * beta) + product;
    }
}
