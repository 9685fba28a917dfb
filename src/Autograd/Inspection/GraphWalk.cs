namespace AutoGrad;

/// <summary>Everything that a tensor was computed from.</summary>
internal static class GraphWalk
{
    /// <summary>The nodes by ascending time, inputs before what is computed from them, as a depth-first walk from the first input on meets
    /// them. There is no recursion: a graph may be a million operations deep. Of the nodes that the call of a <see cref="Function"/> has, there
    /// is one.</summary>
    public static List<Node> From(Node end)
    {
        var found = new List<Node>();
        var seen = new HashSet<Node> { end };
        var path = new Stack<(Node Node, int Next)>();
        path.Push((end, 0));
        while (path.TryPop(out var at))
        {
            int next = at.Next;
            while (next < at.Node.InputCount && !(at.Node.Parent(next) is { } parent && seen.Add(parent)))
                next++;
            if (next == at.Node.InputCount)
            {
                found.Add(at.Node);
                continue;
            }
            path.Push((at.Node, next + 1));
            path.Push((at.Node.Parent(next)!, 0));
        }
        found.RemoveAll(static node => node.Op is FunctionInputs or FunctionOutput);
        return [.. found.OrderBy(static node => node.Time)]; // A stable sort.
    }

    /// <summary>The node that is shown in the place of another, and which of its results that is; null where it has one.</summary>
    public static (Node Node, int? Result) Shown(Node node) => node.Op is FunctionOutput output ? (node.Parent(0)!, output.Index) : (node, null);

    /// <summary>What an operation was applied to: nodes, null for what needs no gradient, and shapes.</summary>
    public static IEnumerable<(Node? Node, Shape Shape)> Inputs(Node node) => node.Op is FunctionCall call
        ? call.InputsOf(node)
        : Enumerable.Range(0, node.InputCount).Select(i => (node.Parent(i), node.InputShape(i)));

    /// <summary>Dtypes and shapes of the results.</summary>
    public static (DType DType, Shape Shape)[] Results(Node node) => node.Op is FunctionCall call ? [.. call.Results] : [(node.DType, node.Shape)];

    /// <summary>The leaves' names, by node.</summary>
    public static Dictionary<Node, string> Names(IEnumerable<(string Name, Tensor Tensor)> names)
    {
        var known = new Dictionary<Node, string>();
        foreach (var (name, tensor) in names)
        {
            ArgumentNullException.ThrowIfNull(name, nameof(names));
            ArgumentNullException.ThrowIfNull(tensor, nameof(names));
            if (tensor.Node is { } node)
                known.TryAdd(node, name); // A tensor may have several names, as a shared weight does.
        }
        return known;
    }

    /// <summary>The parameters of an operation as it prints them, kept for the next node that has it.</summary>
    public static string Parameters(Op op, Dictionary<Op, string> known)
    {
        if (known.TryGetValue(op, out string? text))
            return text;
        string whole = op.ToString(), start = op.Name + " { ";
        text = whole.StartsWith(start, StringComparison.Ordinal) && whole.EndsWith(" }", StringComparison.Ordinal) ? whole[start.Length..^2] : "";
        return known[op] = text;
    }
}
