namespace AutoGrad;

/// <summary>
/// One operation on the tape, or a leaf: what was done, to what, and the values that its derivative rule will read. Nodes point back to the nodes of
/// their inputs; the tensors themselves are held only where a rule reads them.
/// </summary>
internal sealed class Node
{
    private readonly Node? parent0, parent1;
    private readonly Node?[]? parents;
    private readonly Shape shape0, shape1;
    private readonly Shape[]? shapes;
    private SavedValue input0, input1, output;
    private SavedValue[]? inputs;
    private readonly Keep keep;

    /// <summary>A leaf, which collects the gradient of a tensor.</summary>
    public Node(Tensor leaf)
    {
        Leaf = leaf;
        Shape = leaf.Shape;
        DType = leaf.DType;
    }

    public Node(Op op, Tensor x, Tensor y)
    {
        (Op, Shape, DType) = (op, y.Shape, y.DType);
        InputCount = 1;
        parent0 = x.Node;
        shape0 = x.Shape;
        Time = parent0!.Time + 1;
        keep = op.Reads(0);
        if ((keep & Keep.Input0) != 0)
            input0 = new(x);
        if ((keep & Keep.Output) != 0)
            output = new(y);
    }

    public Node(Op op, Tensor a, Tensor b, Tensor y)
    {
        (Op, Shape, DType) = (op, y.Shape, y.DType);
        InputCount = 2;
        (parent0, parent1) = (a.Node, b.Node);
        (shape0, shape1) = (a.Shape, b.Shape);
        Time = 1 + Math.Max(parent0?.Time ?? 0, parent1?.Time ?? 0);
        keep = (parent0 is null ? 0 : op.Reads(0)) | (parent1 is null ? 0 : op.Reads(1));
        if ((keep & Keep.Input0) != 0)
            input0 = new(a);
        if ((keep & Keep.Input1) != 0)
            input1 = new(b);
        if ((keep & Keep.Output) != 0)
            output = new(y);
    }

    public Node(Op op, ReadOnlySpan<Tensor> x, Tensor y)
    {
        (Op, Shape, DType) = (op, y.Shape, y.DType);
        InputCount = x.Length;
        parents = new Node?[x.Length];
        shapes = new Shape[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            parents[i] = x[i].Node;
            shapes[i] = x[i].Shape;
            if (parents[i] is { } parent)
            {
                Time = Math.Max(Time, parent.Time + 1);
                keep |= op.Reads(i);
            }
        }
        for (int i = 0; i < x.Length; i++)
            if (Keeps(i))
                (inputs ??= new SavedValue[x.Length])[i] = new(x[i]);
        if ((keep & Keep.Output) != 0)
            output = new(y);
    }

    /// <summary>The operation; null for a leaf.</summary>
    public Op? Op { get; }

    /// <summary>The tensor whose gradient a leaf collects; null otherwise.</summary>
    public Tensor? Leaf { get; }

    /// <summary>The shape of the result.</summary>
    public Shape Shape { get; }

    /// <summary>The dtype of the result.</summary>
    public DType DType { get; }

    /// <summary>One more than the latest input's, 0 for leaves: a node is visited after all that depend on it.</summary>
    public int Time { get; }

    public int InputCount { get; }

    /// <summary>The backward pass that currently keeps this node's gradient in <see cref="Gradient"/>.</summary>
    public object? Owner;

    /// <summary>The gradient so far, in the pass that <see cref="Owner"/> names.</summary>
    public Tensor? Gradient;

    /// <summary>The node of an input; null where it needs no gradient.</summary>
    public Node? Parent(int input) => parents is not null ? parents[input] : input == 0 ? parent0 : parent1;

    public Shape InputShape(int input) => shapes is not null ? shapes[input] : input == 0 ? shape0 : shape1;

    public Tensor SavedInput(int input) => Keeps(input)
        ? Value(input).Get(this, $"input {input}")
        : throw NotKept($"input {input}");

    public Tensor SavedOutput() => (keep & Keep.Output) != 0 ? output.Get(this, "result") : throw NotKept("result");

    public Tensor InputOrShape(int input) => Keeps(input)
        ? Value(input).Get(this, $"input {input}")
        : Tensor.Unkept(InputShape(input), DType);

    public Tensor OutputOrShape() => (keep & Keep.Output) != 0 ? output.Get(this, "result") : Tensor.Unkept(Shape, DType);

    /// <summary>Lets go of the saved values.</summary>
    public void Free()
    {
        input0 = input1 = output = default;
        inputs = null;
    }

    private bool Keeps(int input) => (keep & (Keep)(2 << Math.Min(input, 29))) != 0;

    private SavedValue Value(int input) => parents is not null ? inputs?[input] ?? default : input == 0 ? input0 : input1;

    private AutogradException NotKept(string what) => new(
        $"{Op}: its derivative rule reads the {what}, which its Reads says it does not need. Add it to Reads, or leave Reads at its default.");

    private readonly struct SavedValue
    {
        private readonly Tensor tensor;
        private readonly int version;

        public SavedValue(Tensor tensor)
        {
            (this.tensor, version) = (tensor, tensor.Version);
            if (tensor.Storage.Expression is { } expression)
                expression.IsKept = true;
        }

        public Tensor Get(Node node, string what)
        {
            if (tensor is null)
                throw Freed(node);
            if (tensor.Version != version)
                throw new AutogradException(
                    $"{node.Op}: its {what}, {tensor.DType} {tensor.Shape}, was saved for the backward pass and has since been overwritten by " +
                    $"{tensor.Storage.LastWriter}. " +
                    "Write to a copy instead (Clone), or write before the operation runs.");
            return tensor;
        }
    }

    public static AutogradException Freed(Node node) => new(
        $"Backward: the values that {node.Op} saved have been freed by an earlier backward pass through the same graph. " +
        "Pass retainGraph: true to the first pass, or compute the result anew.");
}
