namespace AutoGrad;

/// <summary>
/// The softmax of each row of square or other matrices, of which row i counts its elements 0…i only; the others become 0. It is what attention gives
/// keys when no query may see beyond itself: y = softmax(x + m), where m is −∞ above the diagonal, without m and without the exponentials of −∞. Its
/// Jacobian is that of <see cref="Softmax"/> at the same y, for a y of 0 stays 0.
/// </summary>
public sealed record CausalSoftmax : Op
{
    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var shape = inputs[0].Shape;
        if (shape.Rank < 2)
            throw new ShapeException($"CausalSoftmax: a tensor of shape {shape} has no rows and columns; it needs two axes or more.");
        var y = Tensor.Empty(shape, inputs[0].DType);
        var runs = Runs.Along(inputs[0], shape.Rank - 1);
        if (y.DType == DType.Float32)
            SoftmaxRuns.CausalSoftmax<float>(runs, shape[^2], y);
        else
            SoftmaxRuns.CausalSoftmax<double>(runs, shape[^2], y);
        return y;
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        new SoftmaxBackward(saved.Output.Rank - 1).Apply(saved.Output, gradient);

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0] is { } t ? Vjp(0, t, saved) : null;

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}
