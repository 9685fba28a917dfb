namespace AutoGrad;

/// <summary>
/// What recorded operations wrote to a piece of memory. Its contents as a whole, a vector, are a result on the tape, and every write makes a new one
/// of them; a tensor that shows the memory is looked up when it is next used, and is then a view of the contents as they are by now. So whatever is
/// written through one view, all others follow.
/// </summary>
/// <remarks>
/// That is right only for tensors that can be shown to be views of what was there at first: made by slicing, permuting, expanding and reshaping, and
/// laid out in memory as these operations lay them out. All others are refused when they are used after a write. Memory that no recorded operation
/// wrote to has no history, and its tensors are not looked up.
/// </remarks>
internal sealed class WriteHistory
{
    private readonly Node? root; // What computed the contents before the first recorded write; null where nothing recorded did.
    private Node? contents;

    private WriteHistory(Node? root, Node? contents) => (this.root, this.contents) = (root, contents);

    /// <summary>Who wrote last.</summary>
    public WriteSite? LastWriter { get; set; }

    /// <summary>
    /// Writes values to memory and puts that on the tape.
    /// </summary>
    /// <param name="x">The tensor that is written to.</param>
    /// <param name="region">The part of it, of which only the layout counts.</param>
    /// <param name="value">The values, of the region's shape and dtype.</param>
    /// <param name="by">What writes.</param>
    /// <param name="file">The file that calls it.</param>
    /// <param name="line">The line there.</param>
    public static void Write(Tensor x, Tensor region, Tensor value, string by, string? file, int line)
    {
        var storage = x.Storage;
        var history = storage.IsTracked ? storage.History : Begin(x, by);
        if (x.Node?.Extras is { IsForeign: true })
            throw Refusal(by, x);
        value.Storage.Evaluate();
        lock (history)
        {
            var after = history.After(region, value);
            storage.Written(by, file, line);
            region.CopyCore(value);
            if (!storage.IsTracked)
                storage.Track(history);
            history.contents = after;
        }
    }

    /// <summary>What a tensor over the memory is on the tape by now.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="node">What it was, and is afterwards.</param>
    public Node? NodeOf(Tensor x, ref Node? node)
    {
        lock (this)
        {
            if (node?.Extras?.Contents is { } known && known == contents || x is Detached && (node is null || Top(node).Op is null))
                return node;
            if (x is Detached || !IsView(x, node) || !AsStrided.IsDistinct(x.Shape, x.Strides))
                return Autodiff.IsRecording ? throw Stale(node) : null;
            bool whole = x.IsContiguous && x.ElementCount == x.Storage.Length;
            Op op = whole ? new Reshape(x.Shape) : new AsStrided(x.Offset, x.Shape, Shape.Adopt(x.StrideArray));
            var current = new Node(op, Stand(contents, [x.Storage.Length], x.DType), x);
            current.Extras = new() { Contents = contents };
            if (node?.Extras?.Retaining is { } retaining && retaining.TryGetTarget(out var retained) && retained == x)
                (current.Extras.Retaining, node.Extras.Retaining) = (retaining, null);
            return node = current;
        }
    }

    /// <summary>Notes what an operation made of the memory, as of the contents that are there.</summary>
    public void Note(Tensor x, Node node)
    {
        if (node.Op is null)
            return;
        lock (this)
        {
            var extras = node.ExtrasOrNew();
            extras.Contents = contents;
            extras.IsForeign = x is Detached || !IsViewing(node.Op) || node.Parent(0)?.Extras is not { IsForeign: false };
        }
    }

    /// <summary>The history of memory that no recorded operation has written to.</summary>
    private static WriteHistory Begin(Tensor x, string by)
    {
        if (x.Node is not { } node)
            return new(null, null);
        var root = Root(x, node);
        if (root is not { Op: not null })
            throw root is null ? Refusal(by, x) : new AutogradException(
                $"{by}: this {x.Shape} tensor is a view of a leaf that requires a gradient, and writing to it would change the point at which it " +
                "is taken. Write to a Clone(), or wrap the write in using (Autodiff.NoGrad()).");
        if (root.Op is Identity)
            throw new AutogradException(
                $"{by}: this {x.Shape} tensor shows the argument of a function that is being differentiated, and writing to it would change the " +
                "point at which that happens. Write to a Clone().");
        var flat = Tensor.Unkept([x.Storage.Length], x.DType);
        return new(root, new Node(new Reshape([x.Storage.Length]), Stand(root, root.Shape, x.DType), flat));
    }

    /// <summary>The contents once a region holds other values.</summary>
    private Node After(Tensor region, Tensor value)
    {
        int length = region.Storage.Length;
        var flat = Tensor.Unkept([length], region.DType);
        var strides = Shape.Adopt(region.StrideArray);
        if (value.Node is null || region.ElementCount != length)
            return new(new WriteStrided(region.Offset, strides), Stand(contents, [length], region.DType), value, flat);
        return region.IsContiguous
            ? new(new Reshape([length]), value, flat)
            : new(new PlaceStrided(region.Offset, strides, length), value, flat);
    }

    /// <summary>Whether a tensor is a view of what was there at first, or was since.</summary>
    private bool IsView(Tensor x, Node? node) => node switch
    {
        null => root is null,
        { Extras.Contents: not null } => !node.Extras.IsForeign,
        _ => root is not null && Root(x, node) == root,
    };

    private static bool IsViewing(Op op) => op is Slice or Permute or Reshape or Expand or AsStrided or Diagonal;

    /// <summary>What views were taken of, if all that look like views are.</summary>
    public static Node Top(Node node)
    {
        while (node.Op is { } op && IsViewing(op) && node.Parent(0) is { } parent && parent.DType == node.DType)
            node = parent;
        return node;
    }

    /// <summary>
    /// The node that computed the memory that a tensor shows; null where the tensor does not lie there as the operations in between say, if its
    /// result fills the memory in order.
    /// </summary>
    private static Node? Root(Tensor x, Node node)
    {
        var views = new Stack<Node>();
        var root = Top(node);
        for (var view = node; view != root; view = view.Parent(0)!)
            views.Push(view);
        var layout = Tensor.Unkept(root.Shape, x.DType);
        foreach (var view in views)
            if (view.Op is Reshape { } reshape && !reshape.IsView(layout))
                (root, layout) = (view, Tensor.Unkept(view.Shape, x.DType)); // It made a copy.
            else
                layout = view.Op!.Forward([layout]);
        bool fits = root.Shape.ElementCount == x.Storage.Length && layout.Offset == x.Offset && layout.Shape == x.Shape && HasStrides(x, layout);
        return fits ? root : null;
    }

    private static bool HasStrides(Tensor x, Tensor layout)
    {
        for (int i = 0; i < x.Rank; i++)
            if (x.Shape[i] > 1 && x.Strides[i] != layout.Strides[i])
                return false;
        return true;
    }

    /// <summary>A tensor without values in the place of one that a node computed.</summary>
    private static Tensor Stand(Node? node, Shape shape, DType dtype)
    {
        var stand = Tensor.Unkept(shape, dtype);
        stand.Node = node;
        return stand;
    }

    private AutogradException Stale(Node? node) => new(
        $"This tensor, {(node is { Op: { } op } ? $"the result of {op}" : node is null ? "which was not recorded" : "a leaf")}, " +
        $"shows memory to which {LastWriter} wrote through another tensor, and it cannot be told what its gradient is now. " +
        "Take the view after the write, or write to a Clone().");

    private static AutogradException Refusal(string by, Tensor x) => new(
        $"{by}: this {x.Shape} tensor, the result of {x.Node!.Op}, shares memory with others in a way that cannot be followed on the tape. " +
        "Write to a Clone().");
}
