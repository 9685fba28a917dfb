namespace AutoGrad;

/// <summary>Where the elements along an axis stand in ascending order, equal ones in the order they have; Int64. NaN counts as greatest.</summary>
/// <param name="Axis">The axis, from 0.</param>
public sealed record SortedOrder(int Axis) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = (inputs[0].DType == DType.Bool ? inputs[0].To(DType.Byte) : inputs[0]).MoveAxis(Axis, -1);
        var y = Tensor.Empty(x.Shape, DType.Int64);
        int size = x.Shape[^1];
        switch (x.DType)
        {
            case DType.Float32: SortedRows.Positions<float>(x, y, size); break;
            case DType.Float64: SortedRows.Positions<double>(x, y, size); break;
            case DType.Int64: SortedRows.Positions<long>(x, y, size); break;
            case DType.Int32: SortedRows.Positions<int>(x, y, size); break;
            default: SortedRows.Positions<byte>(x, y, size); break;
        }
        return y.MoveAxis(-1, Axis);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new SortedOrder(inputs.Axis(Axis)).Apply(inputs[0]);
}
