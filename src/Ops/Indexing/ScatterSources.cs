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
        long[] places = new long[index.ElementCount];
        GatherKernels.Places(index.AsReadOnlySpan<long>(), index.Shape, places, Shape, Axis);
        var sources = Tensor.Arange(Shape.ElementCount);
        var numbers = sources.AsSpan<long>();
        for (int j = 0; j < places.Length; j++)
            numbers[(int)places[j]] = numbers.Length + j;
        return sources;
    }
}
