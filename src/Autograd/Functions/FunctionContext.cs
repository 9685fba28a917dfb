namespace AutoGrad;

/// <summary>
/// What one call of a <see cref="Function"/> hands from its Forward to its Backward. It is there for these two alone: it cannot be written to in
/// Backward, and not be read once Backward has returned, for what it saved may be freed by then.
/// </summary>
public sealed class FunctionContext
{
    private readonly Function function;
    private readonly bool recording;
    private readonly Input[] inputs;
    private readonly List<Entry> saved = [];
    private readonly List<Tensor> constants = [];
    private readonly Tensor[]? values; // Of Backward.
    private readonly bool[]? given;
    private object? state;
    private bool over;

    internal FunctionContext(Function function, ReadOnlySpan<Tensor> inputs, bool recording)
    {
        (this.function, this.recording) = (function, recording);
        this.inputs = new Input[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
            this.inputs[i] = new(inputs[i].Shape, recording && inputs[i].RequiresGrad, inputs[i].Version);
    }

    private FunctionContext(FunctionContext forward, Tensor[] values, bool[] given)
    {
        (function, recording, inputs, state) = (forward.function, forward.recording, forward.inputs, forward.state);
        (this.values, this.given) = (values, given);
    }

    /// <summary>How many tensors the function was applied to.</summary>
    public int InputCount => inputs.Length;

    /// <summary>
    /// Anything beside tensors that Forward computed and Backward reads. Neither overwriting nor derivatives of what is in it are watched over.
    /// </summary>
    public object? State
    {
        get
        {
            RequireOpen(nameof(State));
            return state;
        }
        set
        {
            RequireForward(nameof(State));
            state = value;
        }
    }

    /// <summary>In Backward, the tensors that Forward saved, in that order; inputs and results among them as parts of the graph.</summary>
    /// <exception cref="AutogradException">Forward is still running, or Backward has returned.</exception>
    public IReadOnlyList<Tensor> Saved
    {
        get
        {
            RequireOpen(nameof(Saved));
            return values ?? throw new AutogradException($"{function.Name}: Saved is for Backward; Forward has the tensors themselves.");
        }
    }

    /// <summary>Whether anyone needs the gradient of an input. Backward may return null where no one does.</summary>
    /// <param name="input">Which input, from 0.</param>
    public bool NeedsInputGrad(int input)
    {
        RequireOpen(nameof(NeedsInputGrad));
        return At(input).NeedsGradient;
    }

    /// <summary>The shape of an input.</summary>
    /// <param name="input">Which input, from 0.</param>
    public Shape InputShape(int input)
    {
        RequireOpen(nameof(InputShape));
        return At(input).Shape;
    }

    /// <summary>In Backward, whether a gradient arrived for a result. Where none did, it is given as zeros.</summary>
    /// <param name="output">Which result, from 0.</param>
    public bool HasGradient(int output)
    {
        RequireOpen(nameof(HasGradient));
        if (given is null)
            throw new AutogradException($"{function.Name}: HasGradient is for Backward.");
        return output >= 0 && output < given.Length
            ? given[output]
            : throw new ArgumentOutOfRangeException(nameof(output), output, $"{function.Name}: there is no result {output}; it has {given.Length}.");
    }

    /// <summary>
    /// Saves tensors for Backward: inputs, results, and what was computed on the way. They must not be overwritten before. A floating-point tensor
    /// that is neither an input nor a result stands in the way of second derivatives, for nobody knows how it depends on the inputs; where it does
    /// not, use <see cref="SaveConstant"/>.
    /// </summary>
    /// <param name="tensors">The tensors, in the order in which <see cref="Saved"/> will list them, after those saved before.</param>
    public void SaveForBackward(params ReadOnlySpan<Tensor> tensors) => Save(tensors, constant: false);

    /// <summary>Saves tensors that do not depend on the inputs, or not differentiably: masks, random draws, tables.</summary>
    /// <param name="tensors">The tensors, in the order in which <see cref="Saved"/> will list them, after those saved before.</param>
    public void SaveConstant(params ReadOnlySpan<Tensor> tensors) => Save(tensors, constant: true);

    /// <summary>Says that results carry no derivative: indices, counts, masks as numbers. They do not require a gradient.</summary>
    /// <param name="outputs">The tensors that Forward will return.</param>
    public void MarkNonDifferentiable(params ReadOnlySpan<Tensor> outputs)
    {
        RequireForward(nameof(MarkNonDifferentiable));
        foreach (var output in outputs)
        {
            ArgumentNullException.ThrowIfNull(output, nameof(outputs));
            constants.Add(output);
        }
    }

    /// <summary>The shape of an input, also once the call is over.</summary>
    internal Shape ShapeOf(int input) => inputs[input].Shape;

    internal void RequireInputs(int count)
    {
        if (inputs.Length != count)
            throw new ArgumentException(
                $"{function.Name} takes {(count == 1 ? "one tensor" : $"{count} tensors")} and was given {inputs.Length}.");
    }

    /// <summary>What Forward saved.</summary>
    internal IEnumerable<Entry> Entries => saved;

    /// <summary>The tensors to keep.</summary>
    internal IEnumerable<Tensor> Kept => saved.Select(static entry => entry.Tensor);

    /// <summary>Puts other tensors in the place of those that Forward saved and marked.</summary>
    internal void Rebind(Func<Tensor, Tensor> other)
    {
        for (int i = 0; i < saved.Count; i++)
            saved[i] = saved[i] with { Tensor = other(saved[i].Tensor) };
        for (int i = 0; i < constants.Count; i++)
            constants[i] = other(constants[i]);
    }

    /// <summary>What was saved though nobody knows how it depends on the inputs, as dtype and shape; null for nothing.</summary>
    internal string? Unknown { get; private set; }

    internal bool IsConstant(Tensor output) => !output.DType.IsFloatingPoint || constants.Exists(other => ReferenceEquals(other, output));

    /// <summary>The context for a backward pass.</summary>
    internal FunctionContext ForBackward(Tensor[] values, bool[] given) => new(this, values, given);

    internal void Close() => over = true;

    /// <summary>Lets go of the tensors, once the tape has them, whose business it is to free them.</summary>
    internal void LetGo()
    {
        saved.Clear();
        constants.Clear();
    }

    /// <summary>Looks at what Forward did. Results that cannot be recorded as they are become others over the same memory.</summary>
    internal Tensor[] EndForward(Tensor[]? returned, ReadOnlySpan<Tensor> given)
    {
        if (returned is null or [] || Array.Exists(returned, static y => y is null))
            throw new AutogradException($"{function.Name}: Forward returned {(returned is null or [] ? "no tensors" : "null among its results")}.");
        for (int i = 0; i < inputs.Length; i++)
            if (inputs[i].NeedsGradient && given[i].Version != inputs[i].Version)
                throw new AutogradException(
                    $"{function.Name}: Forward wrote to its input {i}, {given[i].DType} {inputs[i].Shape}, which requires a gradient " +
                    $"({given[i].Storage.LastWriter}). Let it work on a Clone().");
        foreach (var (tensor, version, _) in saved)
            if (tensor.Version != version)
                throw new AutogradException(
                    $"{function.Name}: Forward saved {tensor.DType} {tensor.Shape} and then overwrote it ({tensor.Storage.LastWriter}). " +
                    "Save a Clone(), or write before saving.");
        foreach (var constant in constants)
            if (!Array.Exists(returned, y => ReferenceEquals(y, constant)))
                throw new AutogradException(
                    $"{function.Name}: Forward marked {constant.DType} {constant.Shape} as non-differentiable and did not return it. " +
                    "Mark the very tensors that are returned.");
        if (!recording)
            return returned;
        Unknown = FindUnknown(returned, given);
        var outputs = new Tensor[returned.Length];
        for (int i = 0; i < outputs.Length; i++)
        {
            var y = returned[i];
            bool taken = y.RequiresGrad || Contains(given, y) || Array.IndexOf(outputs, y, 0, i) >= 0;
            outputs[i] = taken ? y.Detach() : y;
            if (taken && IsConstant(y))
                constants.Add(outputs[i]);
        }
        return outputs;
    }

    private string? FindUnknown(Tensor[] outputs, ReadOnlySpan<Tensor> given)
    {
        foreach (var (tensor, _, constant) in saved)
            if (!constant && tensor.DType.IsFloatingPoint && !Contains(given, tensor) && Array.IndexOf(outputs, tensor) < 0)
                return $"{tensor.DType} {tensor.Shape}";
        return null;
    }

    private static bool Contains(ReadOnlySpan<Tensor> tensors, Tensor tensor)
    {
        foreach (var other in tensors)
            if (ReferenceEquals(other, tensor))
                return true;
        return false;
    }

    private void Save(ReadOnlySpan<Tensor> tensors, bool constant)
    {
        RequireForward(constant ? nameof(SaveConstant) : nameof(SaveForBackward));
        foreach (var tensor in tensors)
        {
            ArgumentNullException.ThrowIfNull(tensor, nameof(tensors));
            saved.Add(new(tensor, tensor.Version, constant));
        }
    }

    private Input At(int input) => input >= 0 && input < inputs.Length
        ? inputs[input]
        : throw new ArgumentOutOfRangeException(nameof(input), input, $"{function.Name}: there is no input {input}; it has {inputs.Length}.");

    private void RequireForward(string member)
    {
        RequireOpen(member);
        if (values is not null)
            throw new AutogradException($"{function.Name}: {member} was called in Backward; what Backward will read is saved in Forward.");
    }

    private void RequireOpen(string member)
    {
        if (over)
            throw new AutogradException(
                $"{function.Name}: {member} was used after {(values is null ? "Forward" : "Backward")} had returned. " +
                "A context is there for its own call alone; take what is needed out of it there.");
    }

    private readonly record struct Input(Shape Shape, bool NeedsGradient, int Version);

    internal readonly record struct Entry(Tensor Tensor, int Version, bool IsConstant);
}
