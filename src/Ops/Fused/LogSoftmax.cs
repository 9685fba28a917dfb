namespace AutoGrad;

/// <summary>The logarithm of the softmax along an axis, y = x − log Σ eˣ, without overflow or the logarithm of 0.</summary>
/// <param name="Axis">The axis along which eʸ sums to 1, from 0.</param>
public sealed record LogSoftmax(int Axis) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Empty(inputs[0].Shape, inputs[0].DType);
        var runs = Runs.Along(inputs[0], Axis);
        if (y.DType == DType.Float32)
            SoftmaxRuns.LogSoftmax<float>(runs, y);
        else
            SoftmaxRuns.LogSoftmax<double>(runs, y);
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => new LogSoftmaxBackward(Axis).Apply(saved.Output, gradient);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
        tangents[0] is { } t ? t - (saved.Output.Exp() * t).Sum(Axis, keepDim: true) : null;

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new LogSoftmax(inputs.Axis(Axis)).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The logarithm of the softmax along an axis, x − log Σ eˣ. Safe for numbers of any size. Whole numbers are converted to Float32 first.
        /// </summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor LogSoftmax(int axis = -1) => new LogSoftmax(x.Shape.Axis(axis)).Apply(x.DType.IsFloatingPoint ? x : x.To(DType.Float32));
    }
}
