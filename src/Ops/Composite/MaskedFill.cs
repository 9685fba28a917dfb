using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The elements, with <paramref name="value"/> in place of those where the mask is true.</summary>
        /// <param name="mask">Bool, of a shape that broadcasts to this one's.</param>
        /// <param name="value">A number, or a tensor of a shape that broadcasts to this one's.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="maskName">What the caller calls the mask, for errors.</param>
        /// <param name="valueName">What the caller calls the value, for errors.</param>
        /// <exception cref="DTypeException">The mask is not Bool.</exception>
        /// <exception cref="ShapeException">The mask or the value does not broadcast to this tensor's shape.</exception>
        public Tensor MaskedFill(
            Tensor mask,
            Tensor value,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(mask))] string? maskName = null,
            [CallerArgumentExpression(nameof(value))] string? valueName = null)
        {
            ArgumentNullException.ThrowIfNull(value);
            Masks.Require(nameof(MaskedFill), mask, maskName, "mask");
            RequireFits(mask, CallerName.Or(maskName, "mask"));
            RequireFits(value, CallerName.Or(valueName, "value"));
            return Tensor.Where(mask, value, x);

            void RequireFits(Tensor part, string name)
            {
                if (!part.Shape.BroadcastsTo(x.Shape))
                    throw new ShapeException(
                        $"MaskedFill: {CallerName.Or(xName, "x")} is {x.Shape} and {name} is {part.Shape}, which does not broadcast to it; " +
                        "aligned at the last axis, its sizes must be equal or 1.");
            }
        }

        /// <summary>Writes a value where the mask is true.</summary>
        /// <param name="mask">Bool, of a shape that broadcasts to this one's.</param>
        /// <param name="value">A number, or a tensor of a shape that broadcasts to this one's.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <exception cref="DTypeException">The mask is not Bool, or this tensor cannot hold the value.</exception>
        /// <exception cref="ShapeException">The mask or the value does not broadcast to this tensor's shape.</exception>
        public Tensor MaskedFillInPlace(
            Tensor mask, Tensor value, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.MaskedFill(mask, value), nameof(MaskedFillInPlace), file, line);
    }
}
