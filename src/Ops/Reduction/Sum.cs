namespace AutoGrad;

/// <summary>The sum over axes. Its transpose repeats.</summary>
/// <param name="Axes">The axes to sum over.</param>
/// <param name="KeepDim">Whether they stay, with size 1.</param>
public sealed record Sum(Axes Axes, bool KeepDim = false) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x)
    {
        var sum = new SumTo(x.Shape.Reduce(Axes, keepDim: true, nameof(Sum))).Apply(x);
        return KeepDim ? sum : sum.Reshape(x.Shape.Reduce(Axes, keepDim: false));
    }

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Reshape(shape.Reduce(Axes, keepDim: true)).Expand(shape);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new Sum(inputs.Axes(Axes), KeepDim).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The sum over the given axes, or over all. Whole numbers are summed as Int64, as in PyTorch.</summary>
        /// <param name="axes">The axes to sum over.</param>
        /// <param name="keepDim">Whether they stay, with size 1.</param>
        /// <exception cref="ShapeException">An axis is out of range or listed twice.</exception>
        public Tensor Sum(Axes axes = default, bool keepDim = false) =>
            new Sum(axes, keepDim).Apply(x.DType.IsFloatingPoint ? x : x.To(DType.Int64));

        /// <summary>The sum over one axis. Whole numbers are summed as Int64, as in PyTorch.</summary>
        /// <param name="axis">The axis to sum over; negative counts from the end.</param>
        /// <param name="keepDim">Whether it stays, with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Sum(int axis, bool keepDim = false) => x.Sum(new Axes(axis), keepDim);
    }
}
