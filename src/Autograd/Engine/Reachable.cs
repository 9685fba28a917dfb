namespace AutoGrad;

/// <summary>The part of a graph that lies between some inputs and some outputs.</summary>
internal static class Reachable
{
    /// <summary>The nodes on the paths from the inputs to the outputs, both ends included, by ascending time.</summary>
    public static List<Node> Between(IEnumerable<Node> inputs, IEnumerable<Node> outputs) => Between(inputs, outputs, out _);

    /// <summary>The nodes on the paths from the inputs to the outputs, both ends included, by ascending time.</summary>
    /// <param name="inputs">Where the paths begin.</param>
    /// <param name="outputs">Where they end.</param>
    /// <param name="others">Whether the outputs depend on anything else that is differentiated, not earlier than the earliest input.</param>
    public static List<Node> Between(IEnumerable<Node> inputs, IEnumerable<Node> outputs, out bool others)
    {
        var ends = new HashSet<Node>(inputs);
        int earliest = ends.Count == 0 ? int.MaxValue : ends.Min(static node => node.Time);
        var seen = new HashSet<Node>();
        var found = new List<Node>();
        var pending = new Stack<Node>();
        void Visit(Node node)
        {
            if (node.Time >= earliest && seen.Add(node))
                pending.Push(node);
        }

        foreach (var output in outputs)
            Visit(output);
        while (pending.TryPop(out var node))
        {
            found.Add(node);
            for (int i = 0; i < node.InputCount; i++)
                if (node.Parent(i) is { } parent)
                    Visit(parent);
        }

        found.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        var between = new List<Node>();
        var depends = new HashSet<Node>();
        foreach (var node in found)
        {
            bool on = ends.Contains(node);
            for (int i = 0; !on && i < node.InputCount; i++)
                on = node.Parent(i) is { } parent && depends.Contains(parent);
            if (on)
            {
                depends.Add(node);
                between.Add(node);
            }
        }
        others = between.Count < found.Count;
        return between;
    }
}
