namespace AutoGrad;

/// <summary>Where along an axis the greatest value stands, the first of several; Int64. NaN counts as greatest.</summary>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="KeepDim">Whether it stays, with size 1.</param>
public sealed record ArgMax(int Axis, bool KeepDim = false) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => Extrema.Positions<Greatest>(inputs[0], Axis, KeepDim, Name);

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => (this with { Axis = inputs.Axis(Axis) }).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Where the greatest value stands, the first of several, Int64; NaN counts as greatest.</summary>
        /// <param name="axis">The axis to look along, negative counting from the end; null counts through all elements in row-major order.</param>
        /// <param name="keepDim">Whether the axis, or every axis, stays with size 1.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there are no values along it.</exception>
        public Tensor ArgMax(int? axis = null, bool keepDim = false) => axis is { } along
            ? new ArgMax(x.Shape.Axis(along), keepDim).Apply(x)
            : new ArgMax(0).Apply(x.Flatten()).Reshape(x.Shape.Reduce(Axes.All, keepDim));
    }
}
