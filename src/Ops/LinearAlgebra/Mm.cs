using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The products of two matrices, [n, k] and [k, m] → [n, m].</summary>
        /// <param name="b">The other matrix.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Mm(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Mm), a, 2, b, 2, aName, bName, "MatMul takes others.");
            return a.MatMul(b, aName, bName);
        }
    }
}
