namespace AutoGrad;

/// <summary>Everything that a tensor was computed from.</summary>
internal static class GraphWalk
{
    /// <summary>The nodes by ascending time, inputs before what is computed from them, as a depth-first walk from the first input on meets
    /// them. There is no recursion: a graph may be a million operations deep.</summary>
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
        return [.. found.OrderBy(static node => node.Time)]; // A stable sort.
    }

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
