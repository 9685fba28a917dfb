using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The tensor with elements, or slices of the axes after the indexed ones, replaced or added to: y[indices[0][i], indices[1][i], …] = values[i]. Where
        /// several go to one place the last wins, and it alone gets the gradient; with <paramref name="accumulate"/> all are added, in their order.
        /// What <c>x[rows, columns] = values</c> does, as a function.
        /// </summary>
        /// <param name="indices">
        /// One tensor of whole numbers for each of the first axes, broadcast together; or masks, each for as many axes as it has.
        /// </param>
        /// <param name="values">Of a shape that broadcasts to that of the indices followed by the axes left.</param>
        /// <param name="accumulate">Whether to add.</param>
        /// <exception cref="ShapeException">There are more indices than axes, or the shapes do not broadcast.</exception>
        /// <exception cref="IndexException">An index lies outside its axis.</exception>
        /// <exception cref="DTypeException">The indices are neither whole numbers nor masks.</exception>
        public Tensor IndexPut(ReadOnlySpan<Tensor> indices, Tensor values, bool accumulate = false)
        {
            ArgumentNullException.ThrowIfNull(values);
            var (picked, shape) = Positions(indices, x.Shape);
            int axes = picked.Length;
            var places = new IndexPositions(x.Shape, Enumerable.Range(0, axes).ToArray()).Apply(picked);
            var rest = x.Shape.AsSpan()[axes..];
            Shape all = [.. shape, .. rest];
            if (!values.Shape.BroadcastsTo(all))
                throw new ShapeException($"IndexPut: the values are {values.Shape} and what the indices name is {all}; they must broadcast to it.");
            var rows = x.Reshape([x.Shape.AsSpan()[..axes].Product(), .. rest]);
            values = values.To(x.DType).Expand(all).Reshape([places.ElementCount, .. rest]);
            return (accumulate ? rows.IndexAdd(0, places.Flatten(), values) : rows.IndexCopy(0, places.Flatten(), values)).Reshape(x.Shape);
        }

        /// <summary>Replaces elements or slices that tensors of indices name, or adds to them, as <c>IndexPut</c> does.</summary>
        /// <param name="indices">One tensor of whole numbers for each of the first axes, broadcast together; or masks.</param>
        /// <param name="values">Of a shape that broadcasts to that of the indices followed by the axes left.</param>
        /// <param name="accumulate">Whether to add.</param>
        /// <param name="file">Where this is called, for the errors it can lead to; the compiler fills it in.</param>
        /// <param name="line">Where this is called; the compiler fills it in.</param>
        /// <returns>This tensor.</returns>
        /// <inheritdoc cref="IndexPut"/>
        public Tensor IndexPutInPlace(
            ReadOnlySpan<Tensor> indices,
            Tensor values,
            bool accumulate = false,
            [CallerFilePath] string? file = null,
            [CallerLineNumber] int line = 0) =>
            x.WriteInPlace(x.IndexPut(indices, values, accumulate), nameof(IndexPutInPlace), file, line);
    }

    /// <summary>Positions along each of the first axes, and the shape that they broadcast to.</summary>
    private static (Tensor[] Positions, Shape Shape) Positions(ReadOnlySpan<Tensor> indices, Shape x)
    {
        var positions = new List<Tensor>();
        foreach (var index in indices)
        {
            ArgumentNullException.ThrowIfNull(index, nameof(indices));
            if (index.DType != DType.Bool)
            {
                positions.Add(Indices.Of(index, nameof(IndexPut)));
                continue;
            }
            int first = positions.Count;
            if (first + index.Rank > x.Rank || !index.Shape.AsSpan().SequenceEqual(x.AsSpan().Slice(first, index.Rank)))
                throw new ShapeException($"IndexPut: the mask is {index.Shape} and what it masks {x}; from axis {first} on their sizes must be equal.");
            positions.AddRange(index.NonzeroTuple());
        }
        if (positions.Count == 0 || positions.Count > x.Rank)
            throw new ShapeException($"IndexPut: {positions.Count} indices were given for shape {x}; give one for each of the first axes, at least one.");
        var shape = positions[0].Shape;
        foreach (var index in positions)
            if (!Shape.TryBroadcast(shape, index.Shape, out shape))
                throw new ShapeException(
                    $"IndexPut: indices of shapes {string.Join(" and ", positions.Select(static p => p.Shape))} do not broadcast together.");
        return ([.. positions], shape);
    }
}
