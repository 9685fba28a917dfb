namespace AutoGrad;

/// <summary>The inputs of a <see cref="Function"/> on the tape, bundled, so that its Backward is run once for all of them.</summary>
internal sealed record FunctionInputs(Function Function) : Op
{
    /// <inheritdoc/>
    protected internal override string Name => Function.Name;

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => Keep.Nothing;

    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => new Bundle([.. inputs]);

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) => ((Bundle)gradient).Parts[input];

    /// <inheritdoc/>
    protected internal override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => Bundle.Of(tangents.ToArray());

    /// <inheritdoc/>
    protected override bool PrintMembers(System.Text.StringBuilder builder) => false;
}
