namespace AutoGrad;

/// <summary>Running sums along an axis, y[s] = x[0] + … + x[s]. The transpose sums from the other end.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Reverse">Whether to sum from the last element down.</param>
public sealed record Cumsum(int Axis, bool Reverse = false) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        var y = Tensor.Empty(x.Shape, x.DType);
        var runs = Runs.Along(x, Axis);
        switch (x.DType)
        {
            case DType.Float32: CumsumKernel.Run<float>(runs, y, Reverse); break;
            case DType.Float64: CumsumKernel.Run<double>(runs, y, Reverse); break;
            case DType.Int64: CumsumKernel.Run<long>(runs, y, Reverse); break;
            case DType.Int32: CumsumKernel.Run<int>(runs, y, Reverse); break;
            default: throw new DTypeException($"Cumsum: {x.DType} would overflow; convert with .To(DType.Int64) first.");
        }
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => new Cumsum(Axis, !Reverse).Apply(gradient);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Running sums along an axis: each element plus all before it. Whole numbers are summed as Int64, as in PyTorch.</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Cumsum(int axis) => new Cumsum(x.Shape.Axis(axis)).Apply(x.DType.IsFloatingPoint ? x : x.To(DType.Int64));
    }
}
