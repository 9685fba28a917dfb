namespace AutoGrad;

/// <summary>
/// An operation that is linear in its floating-point inputs taken together, while inputs of other dtypes (indices, masks) are constants:
/// concatenation, selection by a mask, gathering by an index. State the map and its transposes; the forward-mode derivative is the map itself.
/// </summary>
public abstract record JointlyLinearOp : Op
{
    /// <summary>
    /// The part of the transpose that belongs to one input, written in tensor operations.
    /// </summary>
    /// <param name="input">Which input's gradient is asked for.</param>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="inputs">The constant inputs' values, and every input's shape.</param>
    protected abstract Tensor Transpose(int input, Tensor gradient, Saved inputs);

    /// <summary>Which inputs are constants; their values are kept.</summary>
    protected virtual Keep Constants => Keep.Nothing;

    /// <inheritdoc/>
    protected internal sealed override Keep Reads(int input) => Constants;

    /// <inheritdoc/>
    protected internal sealed override Tensor Vjp(int input, Tensor gradient, Saved saved) => Transpose(input, gradient, saved);

    /// <inheritdoc/>
    protected internal sealed override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        var inputs = new Tensor[tangents.Length];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = tangents[i] ?? ((Constants & (Keep)(2 << Math.Min(i, 29))) != 0
                ? saved[i]
                : Tensor.Zeros(saved.ShapeOf(i), saved.Node.DType));
        return Apply(inputs);
    }
}
