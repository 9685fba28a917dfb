using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with the slices of an axis replaced that a vector of indices lists: y[…, index[i], …] = source[…, i, …]. Where several go to one
        /// place the last wins, and it alone gets the gradient.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">A vector of whole numbers; negative ones count from the end.</param>
        /// <param name="source">As this tensor, but along the axis as many slices as there are indices; or of a shape that broadcasts to that.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the shapes do not fit.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor IndexCopy(int axis, Tensor index, Tensor source)
        {
            ArgumentNullException.ThrowIfNull(source);
            int along = x.Shape.Axis(axis);
            index = Indices.Vector(index, x.Shape, along, nameof(IndexCopy));
            source = Indices.Slices(source, x.Shape, along, index, nameof(IndexCopy));
            var which = new ScatterSources([x.Shape[along]], 0).Apply(index);
            return Tensor.Cat([x, source.To(x.DType)], along).IndexSelect(along, which);
        }

        /// <summary>Replaces the slices of an axis that a vector of indices lists, as <c>IndexCopy</c> does.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">A vector of whole numbers; negative ones count from the end.</param>
        /// <param name="source">As this tensor, but along the axis as many slices as there are indices; or of a shape that broadcasts to that.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="IndexCopy"/>
        public Tensor IndexCopyInPlace(
            int axis, Tensor index, Tensor source, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.IndexCopy(axis, index, source), nameof(IndexCopyInPlace), file, line);
    }
}
