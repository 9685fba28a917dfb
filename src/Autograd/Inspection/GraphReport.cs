namespace AutoGrad;

/// <summary>
/// The graph that a tensor was computed by, as it was when
/// <see cref="Tape.Describe(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/> was called. It keeps no tensor alive and does not change.
/// Long graphs are shown abridged, with the middle counted; <see cref="Nodes"/> has everything.
/// </summary>
public sealed class GraphReport
{
    private readonly bool all;

    internal GraphReport(Tensor tensor, IEnumerable<(string, Tensor)> names, bool all, string? expression)
    {
        this.all = all;
        Name = CallerName.Or(expression, "tensor");
        (Shape, DType) = (tensor.Shape, tensor.DType);
        if (tensor.Node is not { } end)
        {
            Nodes = [];
            return;
        }
        var found = GraphWalk.From(end);
        var known = GraphWalk.Names(names);
        var numbers = new Dictionary<Node, int>(found.Count);
        var parameters = new Dictionary<Op, string>(ReferenceEqualityComparer.Instance);
        var blocks = new HashSet<(object, int)>();
        var kept = new KeptPieces();
        var nodes = new GraphNode[found.Count];
        // Leaves first, so that memory that a rule reads and a leaf has anyway counts as the leaf's.
        for (int i = 0; i < nodes.Length; i++)
        {
            var node = found[i];
            numbers.Add(node, i);
            string? name = known.GetValueOrDefault(node) ?? (node == GraphWalk.Shown(end).Node ? Name : null);
            KeptPiece[] pieces = [.. kept.Of(node)];
            nodes[i] = Node(node, i, name, nodes, numbers, node.Op is { } op ? GraphWalk.Parameters(op, parameters) : "", pieces);
            foreach (var piece in pieces)
                if (!blocks.Add(piece.Block))
                    continue;
                else if (node.Op is null)
                    LeafBytes += piece.Bytes.GetValueOrDefault();
                else
                    SavedBytes += piece.Bytes.GetValueOrDefault();
            LeafCount += node.Op is null ? 1 : 0;
        }
        Nodes = nodes;
    }

    /// <summary>What the tensor is called.</summary>
    public string Name { get; }

    /// <summary>The shape of the tensor.</summary>
    public Shape Shape { get; }

    /// <summary>The dtype of the tensor.</summary>
    public DType DType { get; }

    /// <summary>The leaves, then the operations, inputs before what is computed from them; the tensor's own comes last. Empty for a tensor outside
    /// any graph.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>How many leaves there are.</summary>
    public int LeafCount { get; }

    /// <summary>How many operations there are.</summary>
    public int OperationCount => Nodes.Count - LeafCount;

    /// <summary>The bytes of the leaves' values.</summary>
    public long LeafBytes { get; }

    /// <summary>The bytes that operations keep for the backward pass, beyond the leaves' values. Memory that several keep counts once.</summary>
    public long SavedBytes { get; }

    /// <summary>The operations in order, one a line, with shapes, dtypes and the bytes that they keep alive.</summary>
    public override string ToString() => GraphText.Of(this, all);

    /// <summary>The graph in the language of Graphviz: <c>dot -Tsvg</c> draws it.</summary>
    public string ToDot() => GraphDot.Of(this, all);

    /// <summary>The graph as a Mermaid flowchart, which Markdown on GitHub and elsewhere draws.</summary>
    public string ToMermaid() => GraphMermaid.Of(this, all);

    /// <summary>The graph as a drawing that needs nothing else: an SVG document.</summary>
    public string ToSvg() => GraphSvg.Of(this, all);

    /// <summary>Writes <see cref="ToSvg"/> to a file. It is there whole or, if writing fails, as it was before.</summary>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSvg(string path) => WholeFile.Write(path, ToSvg());

    private static GraphNode Node(
        Node node, int index, string? name, GraphNode[] before, Dictionary<Node, int> numbers, string parameters, KeptPiece[] pieces)
    {
        GraphInput[] inputs = [.. GraphWalk.Inputs(node).Select(input =>
        {
            if (input.Node is not { } parent)
                return new GraphInput(null, input.Shape);
            var (shown, result) = GraphWalk.Shown(parent);
            return new(numbers[shown], input.Shape, result);
        })];
        var results = GraphWalk.Results(node);
        long bytes = 0;
        bool pending = false;
        HashSet<(object, int)>? own = null;
        foreach (var piece in pieces)
        {
            pending |= piece.Storage is { IsWaiting: true };
            if ((own ??= []).Add(piece.Block))
                bytes += piece.Bytes.GetValueOrDefault();
        }
        return new()
        {
            Index = index,
            Operation = node.Op?.Name ?? "leaf",
            Parameters = parameters,
            Name = name,
            IsLeaf = node.Op is null,
            Shape = results[0].Shape,
            DType = results[0].DType,
            Kind = string.Join(", ", results.Select(static result => $"{result.DType} {result.Shape}")),
            Depth = inputs.Max(input => input.Node is { } from ? before[from].Depth + 1 : (int?)null) ?? 0,
            Inputs = inputs,
            KeptBytes = bytes,
            IsPending = pending,
            IsFreed = node.IsFreed,
        };
    }
}
