using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The product of a matrix and a vector, [n, m] and [m] → [n].</summary>
        /// <param name="b">The vector.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the vector, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Mv(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Mv), a, 2, b, 1, aName, bName, "MatMul takes others.");
            return a.MatMul(b, aName, bName);
        }
    }
}
