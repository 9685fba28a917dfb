namespace AutoGrad.Optim;

/// <summary>
/// What is needed to go on where something stopped, to the bit: tensors and numbers by name. Optimizers, schedules and averages make it, a copy
/// that going on does not change, and load it. All numbers are doubles, counts and flags (0 or 1) too.
/// </summary>
/// <param name="kind">What made it: <c>Adam</c>.</param>
public sealed class SavedState(string kind)
{
    /// <summary>What made it; only the same kind loads it.</summary>
    public string Kind { get; } = kind ?? throw new ArgumentNullException(nameof(kind));

    /// <summary>The tensors: <c>parameters.0.mean</c>.</summary>
    public OrderedDictionary<string, Tensor> Tensors { get; } = [];

    /// <summary>The numbers: <c>groups.0.learningRate</c>, <c>parameters.0.steps</c>.</summary>
    public OrderedDictionary<string, double> Numbers { get; } = [];

    /// <summary>What it holds: <c>Adam (8 tensors, 12 numbers)</c>.</summary>
    public override string ToString() => $"{Kind} ({Tensors.Count} tensors, {Numbers.Count} numbers)";

    /// <summary>Keeps a copy of a tensor.</summary>
    internal void Keep(string name, Tensor tensor)
    {
        using var mode = Autodiff.NoGrad();
        using var outside = TensorScope.Outside(); // It outlives the step in which it is taken.
        Tensors.Add(name, tensor.Detach().Clone());
    }
}

/// <summary>A state that does not fit what loads it. The message lists everything that does not, and nothing was changed.</summary>
public sealed class SavedStateException : ArgumentException
{
    internal SavedStateException(string message, IReadOnlyList<string> problems) : base(message) => Problems = problems;

    /// <summary>What does not fit, one each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
