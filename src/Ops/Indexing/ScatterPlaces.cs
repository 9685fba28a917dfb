namespace AutoGrad;

/// <summary>Where in row-major order of the target each element of an Int64 index points, an index of the same shape.</summary>
/// <param name="Shape">The shape of the tensor that is scattered into.</param>
/// <param name="Axis">The axis along which the index says where, from 0.</param>
public sealed record ScatterPlaces(Shape Shape, int Axis) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var index = inputs[0].Contiguous();
        Indices.RequireWithin(index, Shape, Axis, "ScatterReduce");
        var places = Tensor.Empty(index.Shape, DType.Int64);
        GatherKernels.Places(index.AsReadOnlySpan<long>(), index.Shape, places.AsSpan<long>(), Shape, Axis);
        return places;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        // Into all samples' targets together, and back to each sample's own.
        var places = new ScatterPlaces([inputs.Size, .. Shape], Axis + 1).Apply(inputs[0]);
        var before = Tensor.Arange(inputs.Size) * Shape.ElementCount;
        return places - before.Reshape([inputs.Size, .. Enumerable.Repeat(1, Shape.Rank)]);
    }
}
