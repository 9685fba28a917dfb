using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tensor with one value in the slices of an axis that a vector of indices lists.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">A vector of whole numbers; negative ones count from the end.</param>
        /// <param name="value">A number, or a tensor of one element.</param>
        /// <exception cref="ShapeException">The axis is out of range, the index is not a vector, or the value not a single one.</exception>
        /// <exception cref="IndexException">An index lies outside the axis.</exception>
        /// <exception cref="DTypeException">The indices are not whole numbers.</exception>
        public Tensor IndexFill(int axis, Tensor index, Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            int along = x.Shape.Axis(axis), size = x.Shape[along];
            index = Indices.Vector(index, x.Shape, along, nameof(IndexFill));
            if (value.ElementCount != 1)
                throw new ShapeException($"IndexFill: the value is {value.Shape} and must be a single one. For slices use IndexCopy.");
            var filled = new ScatterSources([size], 0).Apply(index).GreaterOrEqual(size);
            return Tensor.Where(filled.Reshape([size, .. Enumerable.Repeat(1, x.Rank - 1 - along)]), value.Rank == 0 ? value : value.Reshape([]), x);
        }

        /// <summary>Writes one value into the slices of an axis that a vector of indices lists.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="index">A vector of whole numbers; negative ones count from the end.</param>
        /// <param name="value">A number, or a tensor of one element.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="IndexFill"/>
        public Tensor IndexFillInPlace(
            int axis, Tensor index, Tensor value, [CallerFilePath] string? file = null, [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.IndexFill(axis, index, value), nameof(IndexFillInPlace), file, line);
    }
}
