using System.Text;

namespace AutoGrad;

/// <summary>A stretch of memory that a graph keeps alive.</summary>
public sealed record KeptMemory
{
    internal KeptMemory()
    {
    }

    /// <summary>The bytes; where <see cref="IsPending"/>, those that it will take once it is computed.</summary>
    public required long Bytes { get; init; }

    /// <summary>The dtype of the values.</summary>
    public required DType DType { get; init; }

    /// <summary>Their shape, as the first that keeps them sees it. Of a view, all the memory behind it is alive.</summary>
    public required Shape Shape { get; init; }

    /// <summary>What <see cref="SavedTensorHooks"/> packed the values into, <c>Float32 [64, 64]</c>, <c>Byte[4096]</c> or the name of a type; null
    /// where they are kept as they were.</summary>
    public string? PackedAs { get; init; }

    /// <summary>Whether the bytes are known; not those of an object of a type of one's own, which count nothing.</summary>
    public bool IsSizeKnown { get; init; } = true;

    /// <summary>Whether a checkpoint dropped the values, which take no bytes until they are computed again.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether the values are not computed yet. Looking at them here does not change that.</summary>
    public bool IsPending { get; init; }

    /// <summary>The name of the leaf whose values these are; null where there is none or it is not known.</summary>
    public string? Name { get; init; }

    /// <summary>Whether they are a leaf's values, which the leaf would keep without any graph.</summary>
    public bool IsLeaf { get; init; }

    /// <summary>Who keeps them, in the order of the graph.</summary>
    public IReadOnlyList<MemoryHolder> Holders { get; init; } = [];

    /// <summary>For example <c>16.0 KB  Float32 [64, 64]  result of #5 Tanh, input 0 of #6 MatMul</c>.</summary>
    public override string ToString() => string.Join("  ", Cells().Where(static cell => cell.Length > 0));

    /// <summary>Bytes, dtype and shape, and whose.</summary>
    internal string[] Cells() =>
    [
        IsSizeKnown ? AutoGrad.Bytes.Text(Bytes) : "? B",
        $"{DType} {Shape}",
        (IsPending ? "pending, " : IsDropped ? "dropped, " : PackedAs is null ? "" : $"packed as {PackedAs}, ") +
            (IsLeaf ? $"leaf {Name}".TrimEnd() + (Holders.Count > 0 ? "; " : "") : "") +
            string.Join(", ", Holders.Take(4)) + (Holders.Count > 4 ? $" and {Holders.Count - 4} more" : ""),
    ];
}

/// <summary>An operation that keeps memory alive.</summary>
/// <param name="Node">Its index in the <see cref="GraphReport.Nodes"/> of a report on the same tensor; for a checkpoint, that of its first operation
/// whose values are to be computed again.</param>
/// <param name="Operation">What it is called; "Checkpoint" for one, which keeps its inputs.</param>
/// <param name="Input">Which of its inputs the values are; null where they are its result.</param>
/// <param name="IsIndirect">Whether it does not keep them itself, but a value that is pending and will be computed from them.</param>
public readonly record struct MemoryHolder(int Node, string Operation, int? Input, bool IsIndirect = false)
{
    /// <summary>For example <c>input 0 of #6 MatMul</c>.</summary>
    public override string ToString() =>
        $"{(IsIndirect ? "for the pending " : "")}{(Input is { } input ? $"input {input}" : "result")} of #{Node} {Operation}";
}

/// <summary>
/// The memory that a tensor's graph keeps alive, and for whom, as it was when
/// <see cref="Tape.MemoryReport(Tensor, IReadOnlyDictionary{string, Tensor}?, bool, string?)"/> was called. The report itself keeps none of it alive.
/// </summary>
public sealed class MemoryReport
{
    /// <summary>So many of the largest are shown unless all are asked for.</summary>
    private const int Most = 30;

    private readonly bool all;

    internal MemoryReport(Tensor tensor, IEnumerable<(string, Tensor)> names, bool all, string? expression)
    {
        this.all = all;
        Name = CallerName.Or(expression, "tensor");
        var known = GraphWalk.Names(names);
        var blocks = new Dictionary<(object, int), Entry>();
        var order = new List<Entry>();
        var nodes = tensor.Node is { } end ? GraphWalk.From(end) : [];
        var pieces = new KeptPieces();
        for (int i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            foreach (var piece in pieces.Of(node))
            {
                var entry = Find(piece);
                if (node.Op is not { } op)
                {
                    entry.IsLeaf = true;
                    entry.Name ??= known.GetValueOrDefault(node);
                    continue;
                }
                var holder = new MemoryHolder(i, piece.IsOfCheckpoint ? "Checkpoint" : op.Name, piece.Input);
                entry.Holders.Add(holder);
                if (piece.Storage is { IsWaiting: true } waiting)
                    foreach (var source in Expression.Sources(waiting))
                        Find(new(null, [source.Length], source.DType, source.Block, source.Bytes, source)).Holders
                            .Add(holder with { IsIndirect = true });
            }
        }
        Blocks = [.. order.OrderByDescending(static entry => entry.Bytes).Select(static entry => entry.ToMemory())];

        Entry Find(KeptPiece piece)
        {
            if (blocks.TryGetValue(piece.Block, out var entry))
                return entry;
            entry = new(piece);
            blocks.Add(piece.Block, entry);
            order.Add(entry);
            return entry;
        }
    }

    /// <summary>What the tensor is called.</summary>
    public string Name { get; }

    /// <summary>Every stretch of memory once, the largest first, though several operations and views share it.</summary>
    public IReadOnlyList<KeptMemory> Blocks { get; }

    /// <summary>The bytes of all of them that are computed.</summary>
    public long TotalBytes => Blocks.Where(static block => !block.IsPending).Sum(static block => block.Bytes);

    /// <summary>The bytes of those that are leaves' values, which live on without the graph.</summary>
    public long LeafBytes => Blocks.Where(static block => block is { IsLeaf: true, IsPending: false }).Sum(static block => block.Bytes);

    /// <summary>The bytes of the others: what a backward pass, or letting the graph go, sets free.</summary>
    public long SavedBytes => TotalBytes - LeafBytes;

    /// <summary>The bytes that pending values will take once they are computed.</summary>
    public long PendingBytes => Blocks.Where(static block => block.IsPending).Sum(static block => block.Bytes);

    /// <summary>The totals, and the largest stretches of memory with who keeps them, one a line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Name).Append($": keeps {Bytes.Text(TotalBytes)} alive, {Bytes.Text(SavedBytes)} saved by operations and ")
            .Append($"{Bytes.Text(LeafBytes)} of leaves");
        if (PendingBytes > 0)
            text.Append($"; {Bytes.Text(PendingBytes)} pending");
        if (Blocks.Count(static block => !block.IsSizeKnown) is > 0 and var unknown)
            text.Append($"; {Bytes.Count(unknown, "object")} of unknown size");
        var rows = (all ? Blocks : Blocks.Take(Most)).Select(static block => block.Cells()).ToArray();
        int bytes = rows.Max(static row => (int?)row[0].Length) ?? 0, kind = rows.Max(static row => (int?)row[1].Length) ?? 0;
        foreach (var row in rows)
            text.Append($"\n  {row[0].PadLeft(bytes)}  {row[1].PadRight(kind)}  {row[2]}");
        if (Blocks.Count > rows.Length)
            text.Append($"\n  … and {Blocks.Count - rows.Length:N0} more, {Bytes.Text(Blocks.Skip(rows.Length).Sum(static block => block.Bytes))}");
        return text.ToString();
    }

    private sealed class Entry(KeptPiece piece)
    {
        private readonly bool isPending = piece.Storage is { IsWaiting: true };

        public long Bytes { get; } =
            piece.Storage is { IsWaiting: true } waiting ? (long)waiting.Length * waiting.DType.Size : piece.Bytes.GetValueOrDefault();

        public bool IsLeaf { get; set; }

        public string? Name { get; set; }

        public List<MemoryHolder> Holders { get; } = [];

        public KeptMemory ToMemory() => new()
        {
            Bytes = Bytes, DType = piece.DType, Shape = piece.Shape, PackedAs = piece.IsDropped ? null : piece.PackedAs,
            IsSizeKnown = piece.Bytes is not null, IsDropped = piece.IsDropped, IsPending = isPending,
            IsLeaf = IsLeaf, Name = Name, Holders = [.. Holders.Distinct()],
        };
    }
}
