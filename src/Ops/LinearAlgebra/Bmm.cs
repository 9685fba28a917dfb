using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The products of two batches of matrices, [b, n, k] and [b, k, m] → [b, n, m]. The batches do not broadcast.</summary>
        /// <param name="b">The other batch.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Bmm(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Bmm), a, 3, b, 3, aName, bName, "MatMul takes others, and broadcasts.");
            if (a.Shape[0] != b.Shape[0])
                throw new ShapeException(
                    $"Bmm: {CallerName.Or(aName, "a")} is {a.Shape} and {CallerName.Or(bName, "b")} is {b.Shape}; the batches {a.Shape[0]} and " +
                    $"{b.Shape[0]} must be equal. MatMul broadcasts them.");
            return a.MatMul(b, aName, bName);
        }
    }
}
