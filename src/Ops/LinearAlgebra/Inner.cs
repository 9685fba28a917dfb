using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The sums of products along the last axes: y[i…, j…] = Σₖ a[i…, k] b[j…, k]. A scalar multiplies, as in PyTorch.
        /// </summary>
        /// <param name="b">The other tensor, whose last axis has the same size.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The last axes differ in size.</exception>
        public Tensor Inner(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            ArgumentNullException.ThrowIfNull(b);
            return a.Rank == 0 || b.Rank == 0 ? a * b : a.TensorDot(b, [-1], [-1], aName, bName);
        }
    }
}
