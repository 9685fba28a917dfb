namespace AutoGrad;

/// <summary>
/// Positive numbers that sum to 1 along an axis, y = eˣ / Σ eˣ. The Jacobian diag(y) − y yᵀ is symmetric. The greatest x is taken off first, so that
/// nothing overflows.
/// </summary>
/// <param name="Axis">The axis that sums to 1, from 0.</param>
public sealed record Softmax(int Axis) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var y = Tensor.Empty(inputs[0].Shape, inputs[0].DType);
        var runs = Runs.Along(inputs[0], Axis);
        if (y.DType == DType.Float32)
            SoftmaxRuns.Softmax<float>(runs, y);
        else
            SoftmaxRuns.Softmax<double>(runs, y);
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => new SoftmaxBackward(Axis).Apply(saved.Output, gradient);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0] is { } t ? Vjp(0, t, saved) : null;

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new Softmax(inputs.Axis(Axis)).Apply(inputs[0]);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Positive numbers that sum to 1 along an axis, eˣ / Σ eˣ. Safe for numbers of any size; −∞ gives 0. Whole numbers are converted to Float32
        /// first.
        /// </summary>
        /// <param name="axis">The axis that sums to 1; negative counts from the end.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor Softmax(int axis = -1) => new Softmax(x.Shape.Axis(axis)).Apply(x.DType.IsFloatingPoint ? x : x.To(DType.Float32));
    }
}
