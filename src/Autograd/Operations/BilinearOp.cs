namespace AutoGrad;

/// <summary>
/// An operation that is linear in each of two inputs: a matrix product, a convolution. State the product and its two transposes; the forward-mode
/// derivative is the product rule.
/// </summary>
public abstract record BilinearOp : Op
{
    /// <summary>B(a, b).</summary>
    protected abstract Tensor Forward(Tensor a, Tensor b);

    /// <summary>The gradient of a, given that of the result: the transpose of a ↦ B(a, b).</summary>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="b">The second input.</param>
    /// <param name="shape">The shape of a.</param>
    protected abstract Tensor TransposeA(Tensor gradient, Tensor b, Shape shape);

    /// <summary>The gradient of b, given that of the result: the transpose of b ↦ B(a, b).</summary>
    /// <param name="gradient">The gradient of the result.</param>
    /// <param name="a">The first input.</param>
    /// <param name="shape">The shape of b.</param>
    protected abstract Tensor TransposeB(Tensor gradient, Tensor a, Shape shape);

    /// <inheritdoc/>
    protected internal sealed override Keep Reads(int input) => input == 0 ? Keep.Input1 : Keep.Input0;

    /// <inheritdoc/>
    protected internal sealed override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 2);
        return Forward(inputs[0], inputs[1]);
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor Vjp(int input, Tensor gradient, Saved saved) => input == 0
        ? TransposeA(gradient, saved[1], saved.ShapeOf(0))
        : TransposeB(gradient, saved[0], saved.ShapeOf(1));

    /// <inheritdoc/>
    protected internal sealed override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        var first = tangents[0] is { } a ? Apply(a, saved[1]) : null;
        var second = tangents[1] is { } b ? Apply(saved[0], b) : null;
        return Tape.Sum(first, second);
    }

    /// <summary>Computes the result and, where an input requires a gradient, records how.</summary>
    public Tensor Apply(Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (Batch.Any(a, b))
            return Batch.Apply(this, a, b);
        Tensor y;
        using (Autodiff.NoGrad())
            y = Settled(Forward(a, b), a, b);
        return Tape.Record(this, a, b, y);
    }
}
