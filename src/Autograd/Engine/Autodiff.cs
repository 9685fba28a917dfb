namespace AutoGrad;

/// <summary>Derivatives as functions, and the switches of recording.</summary>
public static partial class Autodiff
{
    /// <summary>The gradient of a result with respect to one tensor it was computed from. Nothing is added to any
    /// <see cref="Tensor.Grad"/>.</summary>
    /// <inheritdoc cref="Grad(ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, ReadOnlySpan{Tensor}, bool?, bool, bool)"/>
    public static Tensor Grad(
        Tensor output, Tensor input, Tensor? gradient = null, bool? retainGraph = null, bool createGraph = false, bool allowUnused = false) =>
        Grad([output], [input], gradient is null ? default : new ReadOnlySpan<Tensor>(ref gradient!), retainGraph, createGraph, allowUnused)[0];

    /// <summary>
    /// The gradients of results with respect to tensors they were computed from, leaves or not. Only what lies between them is visited, and nothing
    /// is added to any <see cref="Tensor.Grad"/>.
    /// </summary>
    /// <param name="outputs">The results; their gradients add up.</param>
    /// <param name="inputs">The tensors to differentiate by.</param>
    /// <param name="gradients">The gradients of the results, one each; may be left out where all are scalars, and are 1 then.</param>
    /// <param name="retainGraph">Whether to keep the saved values for another pass. By default they are freed unless
    /// <paramref name="createGraph"/>.</param>
    /// <param name="createGraph">Whether to record the pass itself, so that the gradients can be differentiated again.</param>
    /// <param name="allowUnused">Whether an input that the results do not depend on has a gradient of zeros rather than being an error.</param>
    /// <returns>One gradient per input.</returns>
    /// <exception cref="AutogradException">There is no graph, it was freed, a saved value was overwritten, an input is not used, or a result is not a
    /// scalar and no gradient was given.</exception>
    public static Tensor[] Grad(
        ReadOnlySpan<Tensor> outputs,
        ReadOnlySpan<Tensor> inputs,
        ReadOnlySpan<Tensor> gradients = default,
        bool? retainGraph = null,
        bool createGraph = false,
        bool allowUnused = false)
    {
        if (!gradients.IsEmpty && gradients.Length != outputs.Length)
            throw new ArgumentException($"Grad: {gradients.Length} gradients were given for {outputs.Length} outputs; give one each, or none.");
        var starts = new List<Node>();
        for (int i = 0; i < inputs.Length; i++)
            starts.Add(inputs[i].Node ?? throw new AutogradException(
                $"Grad: input {i}, {inputs[i].DType} {inputs[i].Shape}, does not require a gradient. " +
                "Call WithGrad() on it before computing the result."));
        var ends = new List<Node>();
        foreach (var output in outputs)
            if (output.Node is { } node)
                ends.Add(node);

        var between = new HashSet<Node>(Reachable.Between(starts, ends));
        var (reached, their) = Reached(outputs, gradients, between);
        var found = reached.Length == 0
            ? new Tensor?[inputs.Length]
            : new BackwardPass(retainGraph ?? createGraph, createGraph, between).Collect(reached, their, inputs);

        var result = new Tensor[inputs.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = found[i] ?? (allowUnused ? Tensor.ZerosLike(inputs[i]) : throw new AutogradException(
                $"Grad: the outputs do not depend on input {i}, {inputs[i].DType} {inputs[i].Shape}. " +
                "Pass allowUnused: true if its gradient is meant to be zero."));
        return result;
    }

    /// <summary>The outputs that depend on the inputs at all, and their gradients.</summary>
    private static (Tensor[] Outputs, Tensor[] Gradients) Reached(ReadOnlySpan<Tensor> outputs, ReadOnlySpan<Tensor> gradients, HashSet<Node> between)
    {
        List<Tensor> reached = [], their = [];
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].Node is not { } node || !between.Contains(node))
                continue;
            reached.Add(outputs[i]);
            if (!gradients.IsEmpty)
                their.Add(gradients[i]);
        }
        return ([.. reached], [.. their]);
    }
}
