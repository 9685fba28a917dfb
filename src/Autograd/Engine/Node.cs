namespace AutoGrad;

/// <summary>
/// One operation on the tape, or a leaf: what was done, to what, and the values that its derivative rule will read. Nodes point back to the nodes of
/// their inputs; the tensors themselves are held only where a rule reads them.
/// </summary>
internal sealed class Node
{
    private readonly object? edge0, edge1; // Of an input the node, or where it has none the sizes, which the node would know.
    private readonly Many? many;
    private Tensor? input0, input1, output; // What is kept. A leaf keeps the tensor that it belongs to as its result.
    private readonly int version0, version1, outputVersion;
    private readonly Keep keep;

    /// <summary>A leaf, which collects the gradient of a tensor.</summary>
    public Node(Tensor leaf)
    {
        output = leaf;
        Shape = leaf.Shape;
        DType = leaf.DType;
    }

    public Node(Op op, Tensor x, Tensor y)
    {
        (Op, Shape, DType) = (op, y.Shape, y.DType);
        edge0 = x.KnownNode;
        Time = x.KnownNode!.Time + 1;
        keep = op.Reads(0);
        if ((keep & Keep.Input0) != 0)
            (input0, version0) = Save(x);
        if ((keep & Keep.Output) != 0)
            (output, outputVersion) = Save(y);
    }

    public Node(Op op, Tensor a, Tensor b, Tensor y)
    {
        (Op, Shape, DType) = (op, y.Shape, y.DType);
        if (a.KnownNode is { } first)
            (edge0, Time, keep) = (first, first.Time + 1, op.Reads(0));
        else
            edge0 = SizesOf(a, op, 0);
        if (b.KnownNode is { } second)
            (edge1, Time, keep) = (second, Math.Max(Time, second.Time + 1), keep | op.Reads(1));
        else
            edge1 = SizesOf(b, op, 1);
        if ((keep & Keep.Input0) != 0)
            (input0, version0) = Save(a);
        if ((keep & Keep.Input1) != 0)
            (input1, version1) = Save(b);
        if ((keep & Keep.Output) != 0)
            (output, outputVersion) = Save(y);
    }

    public Node(Op op, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Op, Shape, DType) = (op, y.Shape, y.DType);
        many = new(x.Length);
        for (int i = 0; i < x.Length; i++)
        {
            many.Edges[i] = x[i].KnownNode ?? (object)SizesOf(x[i], op, i);
            if (x[i].KnownNode is { } parent)
            {
                Time = Math.Max(Time, parent.Time + 1);
                keep |= op.Reads(i);
            }
        }
        for (int i = 0; i < x.Length; i++)
            if (Keeps(i))
                (many.Inputs ??= new (Tensor?, int)[x.Length])[i] = Save(x[i]);
        if ((keep & Keep.Output) != 0)
            (output, outputVersion) = Save(y);
    }

    /// <summary>The operation; null for a leaf.</summary>
    public Op? Op { get; }

    /// <summary>The tensor whose gradient a leaf collects; null otherwise.</summary>
    public Tensor? Leaf => Op is null ? output : null;

    /// <summary>The shape of the result.</summary>
    public Shape Shape { get; }

    /// <summary>The dtype of the result.</summary>
    public DType DType { get; }

    /// <summary>One more than the latest input's, 0 for leaves: a node is visited after all that depend on it.</summary>
    public int Time { get; }

    /// <summary>How many inputs the operation had.</summary>
    public int InputCount => many is not null ? many.Edges.Length : edge0 is null ? 0 : edge1 is null ? 1 : 2;

    /// <summary>The backward pass that currently keeps this node's gradient in <see cref="Gradient"/>.</summary>
    public object? Owner;

    /// <summary>The gradient so far, in the pass that <see cref="Owner"/> names.</summary>
    public Tensor? Gradient;

    /// <summary>Whether nobody else holds the memory of <see cref="Gradient"/>, so that more can be added to it in place.</summary>
    public bool OwnsGradient;

    /// <summary>What few nodes have; null for the rest.</summary>
    public NodeExtras? Extras;

    /// <summary>What few nodes have, made on first use.</summary>
    public NodeExtras ExtrasOrNew() => Extras ?? Interlocked.CompareExchange(ref Extras, new(), null) ?? Extras;

    /// <summary>The node of an input; null where it needs no gradient.</summary>
    public Node? Parent(int input) => Edge(input) as Node;

    public Shape InputShape(int input) => Edge(input) is Node node ? node.Shape : Shape.Adopt((int[])Edge(input)!);

    public Tensor SavedInput(int input) => Keeps(input) ? Input(input) : throw NotKept($"input {input}");

    public Tensor SavedOutput() => (keep & Keep.Output) != 0 ? Checked(output, outputVersion) : throw NotKept("result");

    public Tensor InputOrShape(int input) => Keeps(input) ? Input(input) : Tensor.Unkept(InputShape(input), DType);

    public Tensor OutputOrShape() => (keep & Keep.Output) != 0 ? Checked(output, outputVersion) : Tensor.Unkept(Shape, DType);

    /// <summary>Lets go of the saved values.</summary>
    public void Free()
    {
        input0 = input1 = output = null;
        if (many is not null)
            many.Inputs = null;
        if (Extras?.Packed is { } packed)
            FreePacked(packed);
    }

    /// <summary>Has the saved values packed.</summary>
    public void Pack(Packing packing)
    {
        packing.Recorded(this);
        if (many is null)
        {
            Pack(packing, ref input0, 0);
            Pack(packing, ref input1, 1);
        }
        else if (many.Inputs is { } inputs)
            for (int i = 0; i < inputs.Length; i++)
                Pack(packing, ref inputs[i].Tensor, i);
        Pack(packing, ref output, null);
    }

    private void Pack(Packing packing, ref Tensor? saved, int? input)
    {
        if (saved is null || packing.Pack(saved, new(Op!, input)) is not { } packed)
            return;
        // A function may have saved its results, which are inputs of its node and part of the graph, but not of the node's past.
        var node = input is { } i ? Parent(i) ?? saved.KnownNode : this;
        (ExtrasOrNew().Packed ??= new PackedInput?[InputCount + 1])[input + 1 ?? 0] = new(packed, node, BatchedStorage.NodesBehind(saved));
        saved = null;
    }

    private void FreePacked(PackedInput?[] packed)
    {
        Extras!.Packed = null;
        foreach (var input in packed)
            input?.Value.Free();
    }

    /// <summary>A packed value, part of the graph again.</summary>
    private Tensor? Unpacked(int? input)
    {
        if (Extras?.Packed?[input + 1 ?? 0] is not { } packed)
            return null;
        var value = BatchedStorage.Linked(packed.Value.Unpack(), packed.Behind).Alias();
        value.Node = packed.Node;
        return value;
    }

    /// <summary>The values that are kept, of the inputs and, numbered −1, of the result; of a leaf its tensor.</summary>
    public IEnumerable<(int Input, Tensor Value)> Kept()
    {
        for (int i = 0; i < InputCount; i++)
            if ((many is not null ? many.Inputs?[i].Tensor : i == 0 ? input0 : input1) is { } input)
                yield return (i, input);
        if (output is { } result)
            yield return (-1, result);
    }

    /// <summary>Whether the values that the rule reads have been freed.</summary>
    public bool IsFreed => Op is not null && keep != Keep.Nothing && Extras?.Packed is null && !Kept().Any();

    private object? Edge(int input) => many is not null ? many.Edges[input] : input == 0 ? edge0 : edge1;

    /// <summary>Whether the rule reads an input.</summary>
    public bool Keeps(int input) => (keep & (Keep)(2 << Math.Min(input, 29))) != 0;

    /// <summary>Whether the rule reads the result.</summary>
    public bool KeepsOutput => (keep & Keep.Output) != 0;

    private Tensor Input(int input)
    {
        var (tensor, version) = many is not null ? many.Inputs?[input] ?? default : input == 0 ? (input0, version0) : (input1, version1);
        return Checked(tensor, version, input);
    }

    /// <summary>What is remembered of an input outside the graph.</summary>
    private static int[] SizesOf(Tensor input, Op op, int number) => input.Storage.IsInference ? throw Barred(input, op, number) : input.Shape.Array;

    private static AutogradException Barred(Tensor input, Op op, int number) => new(
        $"{op}: input {number}, {input.DType} {input.Shape}, was computed inside Autodiff.Inference(), so it can never be part of a graph. " +
        "Compute it outside if its gradient is wanted, or take a Clone() of it outside if a constant is meant.");

    private static (Tensor, int) Save(Tensor tensor)
    {
        if (tensor.GetType() != typeof(Tensor))
            tensor = tensor.Lasting;
        if (tensor.Storage.Expression is { } expression)
            expression.IsKept = true;
        return (tensor, tensor.Version);
    }

    /// <summary>A saved value, unless it was freed or overwritten.</summary>
    private Tensor Checked(Tensor? tensor, int version, int? input = null)
    {
        if (tensor is null)
            return Unpacked(input) ?? throw Freed(this);
        if (tensor.Version != version)
            throw new AutogradException(
                $"{Op}: its {(input is { } i ? Op!.InputName(i) : "result")}, {tensor.DType} {tensor.Shape}, was saved for the backward pass and " +
                $"has since been overwritten by {tensor.Storage.LastWriter}. " +
                "Write to a copy instead (Clone), or write before the operation runs.");
        return tensor;
    }

    private AutogradException NotKept(string what) => new(
        $"{Op}: its derivative rule reads the {what}, which its Reads says it does not need. Add it to Reads, or leave Reads at its default.");

    public static AutogradException Freed(Node node) => new(
        $"Backward: the values that {node.Op} saved have been freed by an earlier backward pass through the same graph. " +
        "Pass retainGraph: true to the first pass, or compute the result anew.");

    /// <summary>The inputs of an operation of more than two.</summary>
    private sealed class Many(int count)
    {
        public readonly object[] Edges = new object[count];
        public (Tensor? Tensor, int Version)[]? Inputs;
    }
}
