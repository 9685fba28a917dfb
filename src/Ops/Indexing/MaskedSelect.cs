using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The elements where the mask is true, in row-major order, a vector. Tensor and mask broadcast against each other.</summary>
        /// <param name="mask">Bool.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="maskName">What the caller calls the mask, for errors.</param>
        /// <exception cref="DTypeException">The mask is not Bool.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor MaskedSelect(
            Tensor mask,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(mask))] string? maskName = null)
        {
            var shape = Masks.Common(nameof(MaskedSelect), x, mask, xName, maskName);
            long[] found = Found(mask.Expand(shape).Contiguous().AsReadOnlySpan<bool>());
            return new Gather(0).Apply(x.Expand(shape).Flatten(), Tensor.Wrap(found));
        }
    }
}
