using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The products of each element of one vector with each of another, [n] and [m] → [n, m].</summary>
        /// <param name="b">The other vector.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">They are no vectors.</exception>
        public Tensor Outer(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            RequireRanks(nameof(Outer), a, 1, b, 1, aName, bName, "TensorDot with no axes takes more.");
            return a.Unsqueeze(-1) * b;
        }
    }
}
