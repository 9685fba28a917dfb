namespace AutoGrad;

/// <summary>
/// Where each element of a scattered tensor comes from: an Int64 index makes the numbers, in row-major order, of the tensor's own elements where
/// nothing is scattered to, and of the source's, counted on from them, where something is; the last of several.
/// </summary>
/// <param name="Shape">The shape of the tensor that is scattered into.</param>
/// <param name="Axis">The axis along which the index says where, from 0.</param>
public sealed record ScatterSources(Shape Shape, int Axis) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var index = inputs[0].Contiguous();
        Indices.RequireWithin(index, Shape, Axis, "Scatter");
        var sources = Tensor.Arange(Shape.ElementCount);
        GatherKernels.Winners(index.AsReadOnlySpan<long>(), index.Shape, sources.AsSpan<long>(), Shape, Axis);
        return sources;
    }
}
