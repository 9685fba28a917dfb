namespace AutoGrad;

/// <summary>
/// What is shown of a graph. Of many leaves, and of many operations, the first and the last are shown; a gap stands for those between. Items stand in
/// an order in which inputs come before what is computed from them, gaps included.
/// </summary>
internal sealed class GraphView
{
    /// <summary>Of more leaves or operations than this, only <see cref="Edge"/> on each side are shown.</summary>
    private const int Most = 60, Edge = 20;

    public GraphView(GraphReport report, bool all)
    {
        int leaves = report.LeafCount;
        var items = new List<Item>();
        var placeOf = new int[report.Nodes.Count];
        Show(0, leaves);
        Show(leaves, report.Nodes.Count);
        Items = items;

        var edges = new HashSet<(int, int)>();
        foreach (var node in report.Nodes)
            foreach (var input in node.Inputs)
                if (input.Node is { } from && placeOf[from] != placeOf[node.Index])
                    edges.Add((placeOf[from], placeOf[node.Index]));
        Edges = [.. edges.OrderBy(static edge => edge.Item2).ThenBy(static edge => edge.Item1)];

        void Show(int from, int to)
        {
            bool abridge = !all && to - from > Most;
            for (int i = from; i < to; i++)
            {
                if (abridge && i == from + Edge)
                {
                    for (; i < to - Edge; i++)
                        placeOf[i] = items.Count;
                    items.Add(new(null, new(report.Nodes, from + Edge, to - Edge)));
                }
                placeOf[i] = items.Count;
                items.Add(new(report.Nodes[i], null));
            }
        }
    }

    public IReadOnlyList<Item> Items { get; }

    /// <summary>From which item to which.</summary>
    public IReadOnlyList<(int From, int To)> Edges { get; }

    /// <summary>One thing shown: a node, or a gap.</summary>
    public sealed record Item(GraphNode? Node, Gap? Gap)
    {
        /// <summary>What is written in its box.</summary>
        public IReadOnlyList<string> Lines()
        {
            if (Node is not { } node)
                return Gap!.Lines();
            List<string> lines =
            [
                node.IsLeaf ? node.Name ?? $"leaf #{node.Index}" : node.Name is null ? node.Operation : $"{node.Name} = {node.Operation}",
            ];
            if (node.Told is { Length: > 0 } parameters)
                lines.Add(parameters);
            lines.Add(node.Kind);
            if (node.IsFreed)
                lines.Add("freed");
            else if (node.KeptBytes > 0 || node.IsPending)
                lines.Add((node.IsLeaf ? "" : "keeps ") + Bytes.Text(node.KeptBytes) + (node.IsPending ? " + pending" : ""));
            return lines;
        }
    }

    /// <summary>Nodes that are not shown.</summary>
    public sealed class Gap
    {
        public Gap(IReadOnlyList<GraphNode> nodes, int from, int to)
        {
            var counts = new Dictionary<string, int>();
            for (int i = from; i < to; i++)
            {
                counts[nodes[i].Operation] = counts.GetValueOrDefault(nodes[i].Operation) + 1;
                KeptBytes += nodes[i].KeptBytes;
            }
            Count = to - from;
            IsLeaves = nodes[from].IsLeaf;
            Counts = [.. counts.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
                .Select(static pair => (pair.Key, pair.Value))];
        }

        public int Count { get; }

        public bool IsLeaves { get; }

        /// <summary>The bytes that each keeps, added up.</summary>
        public long KeptBytes { get; }

        /// <summary>How often each operation occurs, the commonest first.</summary>
        public IReadOnlyList<(string Operation, int Count)> Counts { get; }

        /// <summary>All of it on one line.</summary>
        public string Summary => IsLeaves ? string.Join(", ", Lines()) : $"{Lines()[0]} {Kinds(6)}; keep {Bytes.Text(KeptBytes)}";

        /// <summary>The commonest operations in words.</summary>
        private string Kinds(int most)
        {
            var kinds = Counts.Take(most).Select(static kind => Bytes.Count(kind.Count, kind.Operation, kind.Operation));
            return string.Join(", ", kinds) + (Counts.Count > most ? ", …" : "");
        }

        public IReadOnlyList<string> Lines() => IsLeaves
            ? [$"… {Bytes.Count(Count, "leaf", "leaves")} …", Bytes.Text(KeptBytes)]
            : [$"… {Bytes.Count(Count, "operation")} …", Kinds(3), $"keep {Bytes.Text(KeptBytes)}"];
    }
}
