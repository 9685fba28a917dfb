namespace AutoGrad;

/// <summary>
/// Which elements Int64 tensors name, one tensor for each of some axes, broadcast against each other: the places of those elements when the axes are
/// joined into one, in the order given. Negative indices count from the end.
/// </summary>
/// <param name="Shape">The shape of what is indexed.</param>
/// <param name="Axes">The axes that are indexed.</param>
public sealed record IndexPositions(Shape Shape, Axes Axes) : ConstantOp
{
    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, Axes.Count);
        var shape = inputs[0].Shape;
        foreach (var input in inputs)
            shape = Shape.Broadcast(shape, input.Shape);
        long[] places = new long[shape.ElementCount], indices = new long[places.Length];
        for (int k = 0; k < inputs.Length; k++)
        {
            int axis = Axes.AsSpan()[k], size = Shape[axis];
            inputs[k].Expand(shape).CopyTo<long>(indices);
            for (int i = 0; i < places.Length; i++)
            {
                long index = indices[i];
                if (index < -size || index >= size)
                    throw new IndexException($"Index: position {index} at {(Shape)shape.Position(i)} lies outside axis {axis} of shape {Shape}, whose " +
                        $"size is {size}.");
                places[i] = places[i] * size + (index < 0 ? index + size : index);
            }
        }
        return Tensor.Adopt(places, shape);
    }

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => Apply(inputs.AllAligned());
}
