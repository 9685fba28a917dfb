using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with elements replaced along an axis where a tensor of indices says: y[i, index[i, j]] = source[i, j] along axis 1 of a matrix.
        /// Where several go to one place the last wins, and it alone gets the gradient. Negative indices count from the end.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to put there; of the index's shape, or broadcast to it.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor Scatter(int axis, Tensor index, Tensor source)
        {
            ArgumentNullException.ThrowIfNull(index);
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis);
            index = Indices.Of(index, nameof(Scatter));
            AutoGrad.ScatterAdd.RequireFit(x.Shape, index.Shape, along, nameof(Scatter));
            if (!source.Shape.BroadcastsTo(index.Shape))
                throw new ShapeException($"Scatter: the source is {source.Shape} and the index {index.Shape}; " +
                    "the source must have the index's shape or broadcast to it.");
            // Every element of the result is one of x or one of the source: which, of all of them in a row?
            var which = new ScatterSources(x.Shape, along).Apply(index);
            return Tensor.Cat([x.Flatten(), source.To(x.DType).Expand(index.Shape).Flatten()]).IndexSelect(0, which).Reshape(x.Shape);
        }

        /// <summary>Replaces elements along an axis where a tensor of indices says, as <c>Scatter</c> does.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">Whole numbers; as many axes as the tensor, and along the others no more elements than it.</param>
        /// <param name="source">What to put there; of the index's shape, or broadcast to it.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="Scatter"/>
        public Tensor ScatterInPlace(
            int axis, Tensor index, Tensor source, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.Scatter(axis, index, source), nameof(ScatterInPlace), file, line);
    }
}
