namespace AutoGrad;

/// <summary>
/// The gradient of <see cref="Softmax"/> in one pass: of its result y and the result's gradient g it makes y·(g − Σ g·y). For a given y the map is
/// symmetric.
/// </summary>
/// <param name="Axis">The axis along which y sums to 1, from 0.</param>
public sealed record SoftmaxBackward(int Axis) : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Input0;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var dx = Tensor.Empty(inputs[0].Shape, inputs[0].DType);
        var values = Runs.Along(inputs[0], Axis);
        if (dx.DType == DType.Float32)
            SoftmaxRuns.SoftmaxBackward<float>(values, Chunks.Ready(inputs[1]), dx);
        else
            SoftmaxRuns.SoftmaxBackward<double>(values, Chunks.Ready(inputs[1]), dx);
        return dx;
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var y = saved[0];
        if (input == 1)
            return Apply(y, gradient);
        var g = saved[1];
        return gradient * (g - (g * y).Sum(Axis, keepDim: true)) - g * (gradient * y).Sum(Axis, keepDim: true);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => new SoftmaxBackward(inputs.Axis(Axis)).Apply(inputs[0], inputs[1]);
}
