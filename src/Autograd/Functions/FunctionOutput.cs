namespace AutoGrad;

/// <summary>One of several results of a <see cref="Function"/> on the tape.</summary>
internal sealed record FunctionOutput(Function Function, int Index, int Count) : Op
{
    /// <inheritdoc/>
    protected internal override string Name => $"{Function.Name}[{Index}]";

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => Keep.Nothing;

    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => ((Bundle)inputs[0]).Parts[Index]!;

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        var parts = new Tensor?[Count];
        parts[Index] = gradient;
        return Bundle.Of(parts);
    }

    /// <inheritdoc/>
    protected internal override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) => (tangents[0] as Bundle)?.Parts[Index];

    /// <inheritdoc/>
    protected override bool PrintMembers(System.Text.StringBuilder builder) => false;
}
