namespace AutoGrad;

/// <summary>
/// The gradient of <see cref="LogSoftmax"/> in one pass: of its result y and the result's gradient g it makes g − eʸ·Σ g.
/// </summary>
/// <param name="Axis">The axis along which eʸ sums to 1, from 0.</param>
public sealed record LogSoftmaxBackward(int Axis) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var dx = Tensor.Empty(inputs[0].Shape, inputs[0].DType);
        var values = Runs.Along(inputs[0], Axis);
        if (dx.DType == DType.Float32)
            SoftmaxRuns.LogSoftmaxBackward<float>(values, Chunks.Ready(inputs[1]), dx);
        else
            SoftmaxRuns.LogSoftmaxBackward<double>(values, Chunks.Ready(inputs[1]), dx);
        return dx;
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var p = saved[0].Exp();
        return input == 0
            ? -(p * gradient) * saved[1].Sum(Axis, keepDim: true)
            : gradient - (p * gradient).Sum(Axis, keepDim: true);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new LogSoftmaxBackward(inputs.Axis(Axis)).Apply(inputs[0], inputs[1]);
}
