namespace AutoGrad;

/// <summary>
/// An operation whose result carries no derivative: comparisons, argmax, rounding to integers. Only the forward computation is stated, and nothing is
/// recorded.
/// </summary>
public abstract record ConstantOp : Op
{
    /// <inheritdoc/>
    protected internal sealed override Keep Reads(int input) => Keep.Nothing;

    /// <inheritdoc/>
    protected internal sealed override Tensor? Vjp(int input, Tensor gradient, Saved saved) => null;

    /// <inheritdoc/>
    protected internal sealed override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => null;
}
