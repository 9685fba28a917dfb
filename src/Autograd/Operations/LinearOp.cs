namespace AutoGrad;

/// <summary>
/// An operation that is linear in its one input: a sum, a transpose, a slice. State the map and its transpose; the forward-mode derivative is the map
/// itself, and higher derivatives follow.
/// </summary>
public abstract record LinearOp : Op
{
    /// <summary>y = A x.</summary>
    protected abstract Tensor Forward(Tensor x);

    /// <summary>Aᵀ g, written in tensor operations.</summary>
    /// <param name="gradient">g, of the result's shape.</param>
    /// <param name="shape">The shape of x.</param>
    protected abstract Tensor Transpose(Tensor gradient, Shape shape);

    /// <inheritdoc/>
    protected internal sealed override Keep Reads(int input) => Keep.Nothing;

    /// <inheritdoc/>
    protected internal sealed override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        RequireCount(inputs, 1);
        return Forward(inputs[0]);
    }

    /// <inheritdoc/>
    protected internal sealed override Tensor Vjp(int input, Tensor gradient, Saved saved) => Transpose(gradient, saved.ShapeOf(0));

    /// <inheritdoc/>
    protected internal sealed override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => tangents[0] is { } t ? Apply(t) : null;

    /// <summary>Computes the result and, where the input requires a gradient, records how.</summary>
    public Tensor Apply(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (Batch.Any(x))
            return Batch.Apply(this, x);
        Tensor y;
        using (Autodiff.NoGrad())
            y = Settled(Forward(x), x);
        return Tape.Record(this, x, y);
    }
}
