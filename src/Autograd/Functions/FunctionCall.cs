namespace AutoGrad;

/// <summary>
/// The call of a <see cref="Function"/> on the tape. Its first input is the one that requires a gradient, or a <see cref="Bundle"/> of all; the
/// others are the tensors that Forward saved, which the tape keeps as it keeps any operation's, and to which no gradient flows from here. Its result
/// is the one that has a gradient, or a bundle.
/// </summary>
internal sealed record FunctionCall : Op
{
    private readonly Function function;
    private readonly FunctionContext context;
    private readonly Result[] results;
    private readonly (Batch Batch, Node[] Nodes)[] behind; // Inside VMap, what gradients depend on besides.
    private readonly int inputCount;
    private readonly int only; // The one input that requires a gradient; −1 where there are several.

    private FunctionCall(Function function, FunctionContext context, ReadOnlySpan<Tensor> inputs, Tensor[] outputs)
    {
        (this.function, this.context, inputCount) = (function, context, inputs.Length);
        results = Array.ConvertAll(outputs, y => new Result(y.Shape, y.DType, !context.IsConstant(y)));
        behind = Batch.Any(inputs) ? Batch.NodesBehind(inputs) : [];
        only = -1;
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].Node is not null)
            {
                if (only >= 0)
                {
                    only = -1;
                    break;
                }
                only = i;
            }
    }

    /// <summary>Makes the results part of the graph.</summary>
    public static void Record(Function function, FunctionContext context, ReadOnlySpan<Tensor> inputs, Tensor[] outputs)
    {
        foreach (var output in outputs)
            Settled(output, inputs);
        var call = new FunctionCall(function, context, inputs, outputs);
        int[] variable = [.. Enumerable.Range(0, outputs.Length).Where(i => call.results[i].IsVariable)];
        if (variable.Length == 0)
            return;
        var source = call.only >= 0 ? inputs[call.only] : new Bundle();
        if (call.only < 0)
            Tape.Pack(source.Node = new Node(new FunctionInputs(function), inputs, source));
        Tensor[] kept = [source, .. context.Kept];
        context.LetGo();
        if (variable.Length == 1)
        {
            Tape.Pack(outputs[variable[0]].Node = new Node(call, kept, outputs[variable[0]]));
            AnomalyDetection.Current?.Recorded(call, outputs[variable[0]], inputs);
            return;
        }
        var all = new Bundle();
        all.Node = new Node(call, kept, all);
        foreach (int i in variable)
        {
            outputs[i].Node = new Node(new FunctionOutput(function, i, outputs.Length), all, outputs[i]);
            AnomalyDetection.Current?.Recorded(call, outputs[i], inputs);
        }
        if (AnomalyDetection.Current is not null)
            all.Node.ExtrasOrNew().Call = outputs[variable[0]].Node!.Extras!.Call; // The rule runs at this node.
        Tape.Pack(all.Node); // Once the results, which it may keep, have theirs.
    }

    /// <inheritdoc/>
    protected internal override string Name => function.Name;

    /// <inheritdoc/>
    protected internal override Keep Reads(int input) => Keep.Inputs & ~Keep.Input0;

    /// <inheritdoc/>
    protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) =>
        throw new NotSupportedException($"{Name}: this is the record of a call; apply the function itself.");

    internal override string InputName(int input) => input > 0 ? $"saved tensor {input - 1}" : only >= 0 ? $"input {only}" : "the inputs";

    /// <inheritdoc/>
    protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved)
    {
        if (input > 0)
            return null;
        var gradients = Differentiate(Parts(gradient, results.Length, Array.FindIndex(results, static result => result.IsVariable)), saved);
        return only >= 0 ? gradients[only] : Bundle.Of(gradients);
    }

    /// <inheritdoc/>
    protected internal override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        if (tangents[0] is not { } tangent)
            return null;
        if (function.OnceDifferentiable)
            throw new AutogradException(
                $"{Name}: forward mode is derived from Backward by differentiating it, and this function is once-differentiable. " +
                "Write Backward in tensor operations and leave OnceDifferentiable false.");
        bool createGraph = Autodiff.IsRecording;
        using (Autodiff.EnableGrad())
        {
            var u = Array.ConvertAll(results, static result => result.IsVariable ? Tensor.Zeros(result.Shape, result.DType).WithGrad() : null);
            var products = Differentiate(u, saved);
            for (int i = 0; i < inputCount; i++)
                if (products[i] is { RequiresGrad: true } product)
                    products[i] = BackwardPass.Fit(product, InputNode(saved, i), this, i);
            Tensor[] leaves = [.. u.OfType<Tensor>()];
            if (DoubleVjp.Push(leaves, products, Parts(tangent, inputCount, only), createGraph) is not { } found)
                return null;
            if (createGraph && context.Unknown is { } unknown)
            {
                Node[] source = [saved.Node.Parent(0)!];
                found = Array.ConvertAll(found, t => t is null ? null : Guard(WhyUnknown(unknown), t, source));
            }
            return leaves.Length == 1 ? found[0] : Bundle.Of(Array.ConvertAll(u, x => x is null ? null : found[Array.IndexOf(leaves, x)]));
        }
    }

    /// <summary>The gradients of the inputs, given those of the results.</summary>
    private Tensor?[] Differentiate(Tensor?[] gradients, Saved saved)
    {
        var values = new Tensor[saved.Count - 1];
        for (int i = 0; i < values.Length; i++)
            values[i] = saved[i + 1];
        var given = new Tensor[results.Length];
        for (int i = 0; i < given.Length; i++)
            given[i] = gradients[i] ?? Tensor.Zeros(results[i].Shape, results[i].DType);
        var backward = context.ForBackward(values, Array.ConvertAll(gradients, static g => g is not null));
        Tensor?[] found;
        using (new GradMode(Autodiff.IsRecording && !function.OnceDifferentiable))
            found = function.Differentiate(backward, given);
        return Autodiff.IsRecording ? Guarded(found, gradients, saved) : found;
    }

    private Tensor?[] Guarded(Tensor?[] found, Tensor?[] gradients, Saved saved)
    {
        string? reason = function.OnceDifferentiable
            ? "this function is once-differentiable: its Backward is not recorded, and the gradient that it returned cannot be differentiated " +
                "again. Write Backward in tensor operations and leave OnceDifferentiable false."
            : context.Unknown is { } unknown ? WhyUnknown(unknown) : null;
        if (reason is null)
            return found;
        List<Node> nodes = [saved.Node.Parent(0)!];
        if (function.OnceDifferentiable)
            nodes.AddRange(gradients.Select(static g => g?.Node).OfType<Node>());
        return Array.ConvertAll(found, g => g is null ? null : Guard(reason, g, nodes));
    }

    private Tensor Guard(string reason, Tensor gradient, IEnumerable<Node> dependsOn) =>
        FunctionGuard.Guard(function, reason, FunctionGuard.Behind(function, reason, gradient, behind), dependsOn);

    private static string WhyUnknown(string saved) =>
        $"Forward saved a {saved} tensor that is neither an input nor a result, so that nobody knows how it depends on the " +
        "inputs, and a second derivative would be wrong. Save inputs or results and compute the rest in Backward, return it as a result too, or, " +
        "where it does not depend on the inputs, save it with SaveConstant.";

    /// <summary>What the function was applied to, as others see the call: nodes, null for what needs no gradient, and shapes.</summary>
    internal IEnumerable<(Node? Node, Shape Shape)> InputsOf(Node node)
    {
        for (int i = 0; i < inputCount; i++)
            yield return (only < 0 ? node.Parent(0)!.Parent(i) : i == only ? node.Parent(0) : null, context.ShapeOf(i));
    }

    /// <summary>The results that carry a derivative.</summary>
    internal IEnumerable<(DType DType, Shape Shape)> Results =>
        results.Where(static result => result.IsVariable).Select(static result => (result.DType, result.Shape));

    private Node InputNode(Saved saved, int input) => only >= 0 ? saved.Node.Parent(0)! : saved.Node.Parent(0)!.Parent(input)!;

    private static Tensor?[] Parts(Tensor tensor, int count, int only)
    {
        if (tensor is Bundle bundle)
            return bundle.Parts;
        var parts = new Tensor?[count];
        parts[only] = tensor;
        return parts;
    }

    /// <summary>What is known of a result.</summary>
    private readonly record struct Result(Shape Shape, DType DType, bool IsVariable);
}
