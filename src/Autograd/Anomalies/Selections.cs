namespace AutoGrad;

/// <summary>Which zeros of a backward pass come from selections (<see cref="Op.IsSelection"/>) that did not select an element.</summary>
internal sealed class Selections
{
    private readonly Dictionary<Node, Passed> passedOver = [];

    /// <summary>Notes what a rule made of a gradient.</summary>
    public void Follow(Node node, Node parent, Tensor gradient, Tensor partial)
    {
        bool fits = parent.Shape == partial.Shape;
        if (passedOver.TryGetValue(node, out var earlier))
            Add(parent, fits && node.Op is ElementwiseOp or { IsSelection: true } ? earlier : earlier with { Elements = null });
        if (node.Op!.IsSelection && gradient.Shape == partial.Shape && Zeroed(gradient, partial) is { } zeroed)
            Add(parent, new(node.Op, fits ? zeroed : null));
    }

    /// <summary>The selection that made an element of a node's gradient 0; null for none.</summary>
    public Op? Find(Node node, int element) =>
        passedOver.TryGetValue(node, out var passed) && (passed.Elements is not { } elements || element >= elements.Length || elements[element])
            ? passed.By
            : null;

    /// <summary>The elements that came in as something else and went out as 0; null for none.</summary>
    private static bool[]? Zeroed(Tensor gradient, Tensor partial)
    {
        if (Values.Beside(gradient, partial) is not { } before || Values.Beside(partial, partial) is not { } after)
            return null;
        bool any = false;
        var zeroed = new bool[after.Length];
        for (int i = 0; i < zeroed.Length; i++)
            any |= zeroed[i] = before[i] != 0 && after[i] == 0;
        return any ? zeroed : null;
    }

    private void Add(Node node, Passed passed)
    {
        if (passedOver.TryGetValue(node, out var earlier))
            passed = passed.Elements is { } a && earlier.Elements is { } b && a.Length == b.Length
                ? passed with { Elements = [.. a.Select((zero, i) => zero || b[i])] }
                : passed with { Elements = null };
        passedOver[node] = passed;
    }

    /// <summary>A selection, and the elements that it did not pass a gradient on to, of all samples; null where they cannot be told any more.</summary>
    private readonly record struct Passed(Op By, bool[]? Elements);
}
