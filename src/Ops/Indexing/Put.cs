using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with the elements at given places in row-major order replaced, or added to. Where several go to one place the last wins, and it
        /// alone gets the gradient; with <paramref name="accumulate"/> all are added, in their order.
        /// </summary>
        /// <param name="index">Whole numbers; negative ones count from the end.</param>
        /// <param name="source">What to put there: as many elements as the index has, or of a shape that broadcasts to its.</param>
        /// <param name="accumulate">Whether to add.</param>
        /// <exception cref="ShapeException">The source does not fit the index.</exception>
        /// <exception cref="IndexException">An index lies outside the elements.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor Put(Tensor index, Tensor source, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(index);
            ArgumentNullException.ThrowIfNull(source);
            index = Indices.Of(index, nameof(Put));
            if (source.ElementCount != index.ElementCount && !source.Shape.BroadcastsTo(index.Shape))
                throw new ShapeException($"Put: the source is {source.Shape} and the index {index.Shape}; the source must have as many elements as " +
                    "the index, or broadcast to it.");
            var flat = x.Flatten();
            Places.Require(flat, index, nameof(Put));
            source = source.ElementCount == index.ElementCount ? source.Flatten() : source.Expand(index.Shape).Flatten();
            return (accumulate
                ? flat.ScatterAdd(0, index.Flatten(), source.To(x.DType))
                : flat.Scatter(0, index.Flatten(), source)).Reshape(x.Shape);
        }

        /// <summary>Replaces the elements at given places in row-major order, or adds to them, as <c>Put</c> does.</summary>
        /// <param name="index">Whole numbers; negative ones count from the end.</param>
        /// <param name="source">What to put there: as many elements as the index has, or of a shape that broadcasts to its.</param>
        /// <param name="accumulate">Whether to add.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="Put"/>
        public Tensor PutInPlace(
            Tensor index, Tensor source, bool accumulate = false, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.Put(index, source, accumulate), nameof(PutInPlace), file, line);
    }
}
