namespace AutoGrad;

/// <summary>
/// A gradient that is not known to the tape in full: it depends on more than its own graph shows, and whoever wants to differentiate it by that is
/// told why not. The first input is the gradient itself; the others are what it depends on besides.
/// </summary>
internal sealed record FunctionGuard(string Reason) : Op
{
    /// <summary>The gradient, guarded.</summary>
    /// <param name="function">What made it.</param>
    /// <param name="reason">Why it cannot be differentiated.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="dependsOn">Nodes of what it depends on.</param>
    public static Tensor Guard(Function function, string reason, Tensor gradient, IEnumerable<Node> dependsOn)
    {
        Tensor[] inputs = [gradient, .. dependsOn.Select(static node =>
        {
            var standIn = Tensor.Unkept(node.Shape, node.DType);
            standIn.Node = node;
            return standIn;
        })];
        var guarded = gradient.Alias();
        guarded.Node = new Node(new FunctionGuard($"{function.Name}: {reason}"), inputs, guarded);
        return guarded;
    }

    /// <summary>The gradient, guarded where it stands for the samples of batches: behind those it depends on more.</summary>
    /// <param name="function">What made it.</param>
    /// <param name="reason">Why it cannot be differentiated.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="behind">What it depends on behind each batch.</param>
    public static Tensor Behind(Function function, string reason, Tensor gradient, (Batch Batch, Node[] Nodes)[] behind)
    {
        if (behind.Length == 0 || gradient.Storage is not BatchedStorage { Batch: var batch, Physical: var physical })
            return gradient;
        physical = Behind(function, reason, physical, behind);
        if (Array.Find(behind, level => level.Batch == batch).Nodes is { Length: > 0 } nodes)
            physical = Guard(function, reason, physical, nodes);
        var shown = BatchedStorage.Show(batch, physical);
        shown.Node = gradient.Node;
        return shown;
    }

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => Keep.Nothing;

    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0];

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        input == 0 ? gradient : throw new AutogradException(Reason);

    /// <inheritdoc/>
    protected internal override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        for (int i = 1; i < tangents.Length; i++)
            if (tangents[i] is not null)
                throw new AutogradException(Reason);
        return tangents[0];
    }

    /// <inheritdoc/>
    protected override bool PrintMembers(System.Text.StringBuilder builder) => false;
}
