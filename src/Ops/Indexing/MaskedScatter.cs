using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The elements, with those of a source in place of them where the mask is true: the first true takes the source's first element, and so on, in
        /// row-major order. Tensor and mask broadcast against each other.
        /// </summary>
        /// <param name="mask">Bool.</param>
        /// <param name="source">At least as many elements as the mask has trues; what is left over is not used.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="maskName">What the caller calls the mask, for errors.</param>
        /// <param name="sourceName">What the caller calls the source, for errors.</param>
        /// <exception cref="DTypeException">The mask is not Bool.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the source has too few elements.</exception>
        public Tensor MaskedScatter(
            Tensor mask,
            Tensor source,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(mask))] string? maskName = null,
            [CallerArgumentExpression(nameof(source))] string? sourceName = null)
        {
            ArgumentNullException.ThrowIfNull(source);
            var shape = Masks.Common(nameof(MaskedScatter), x, mask, xName, maskName);
            mask = mask.Expand(shape).Flatten();
            int trues = mask.Sum().Item<int>();
            if (trues > source.ElementCount)
                throw new ShapeException(
                    $"MaskedScatter: {CallerName.Or(maskName, "the mask")} is true {trues} times and {CallerName.Or(sourceName, "the source")} has " +
                    $"{source.ElementCount} elements; it must have as many or more.");
            var which = Tensor.Where(mask, mask.Cumsum(0) + (mask.ElementCount - 1), Tensor.Arange(mask.ElementCount));
            return Places.Replaced(x.Expand(shape), source, which);
        }

        /// <summary>Replaces the elements where the mask is true by those of a source, in order, as <c>MaskedScatter</c> does.</summary>
        /// <param name="mask">Bool, of a shape that broadcasts to this one's.</param>
        /// <param name="source">At least as many elements as the mask has trues.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <exception cref="DTypeException">The mask is not Bool.</exception>
        /// <exception cref="ShapeException">The mask does not broadcast to this shape, or the source has too few elements.</exception>
        public Tensor MaskedScatterInPlace(
            Tensor mask, Tensor source, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.MaskedScatter(mask, source), nameof(MaskedScatterInPlace), file, line);
    }
}
