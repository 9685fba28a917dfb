namespace AutoGrad;

/// <summary>The same values under another node, y = x, over the same memory.</summary>
public sealed record Identity : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => x.Alias();

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient;

    /// <inheritdoc/>
    protected internal override Tensor? VMap(BatchInputs inputs) => Apply(inputs[0]);
}
