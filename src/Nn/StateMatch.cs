namespace AutoGrad.Nn;

/// <summary>The tensors of a model and those of a state, matched by name.</summary>
/// <param name="Present">Those that both have.</param>
/// <param name="Missing">Those that only the model has.</param>
/// <param name="Unexpected">Those that only the state has.</param>
internal sealed record StateMatch(
    List<(string Name, StateTensor Own, Tensor Given)> Present,
    List<(string Name, StateTensor Own)> Missing,
    List<(string Name, Tensor Given)> Unexpected)
{
    /// <summary>Matches a state to a model.</summary>
    /// <exception cref="ArgumentException">One of the state's tensors is null.</exception>
    public static StateMatch Of(Module module, IReadOnlyDictionary<string, Tensor> state, StateUse use)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (name, tensor) in state)
            if (tensor is null)
                throw new ArgumentException($"{use.Operation}: {name} is null; nothing was {use.Done}.", nameof(state));
        var own = module.All<StateTensor>();
        var names = own.Select(static entry => entry.Name).ToHashSet();
        return new(
            [.. own.Where(entry => state.ContainsKey(entry.Name)).Select(entry => (entry.Name, entry.Value, state[entry.Name]))],
            [.. own.Where(entry => !state.ContainsKey(entry.Name))],
            [.. state.Where(entry => !names.Contains(entry.Key)).Select(static entry => (entry.Key, entry.Value))]);
    }

    /// <summary>Checks that shapes fit and, if strict, that nothing is missing or unexpected.</summary>
    /// <exception cref="StateDictException">It is not so.</exception>
    public StateMatch Require(Module module, bool strict, StateUse use)
    {
        var missing = use.NeedsBuffers ? Missing : Missing.FindAll(static entry => entry.Own is Parameter);
        var misshaped = Present.FindAll(static entry => entry.Given.Shape != entry.Own.Shape);
        if (misshaped.Count > 0 || strict && missing.Count + Unexpected.Count > 0)
            throw new StateDictException(
                use,
                module.GetType().Name,
                [.. missing.Select(static entry => (entry.Name, entry.Own.Shape))],
                [.. Unexpected.Select(static entry => (entry.Name, entry.Given.Shape))],
                [.. misshaped.Select(static entry => (entry.Name, entry.Own.Shape, entry.Given.Shape))],
                strict,
                disjoint: Present.Count == 0 && Unexpected.Count > 0);
        return this;
    }
}

/// <summary>What a state is used for, and the words for it.</summary>
/// <param name="Operation">The method.</param>
/// <param name="Done">What was not done where the state does not fit.</param>
/// <param name="Remedy">What the method does with those that both have.</param>
/// <param name="Misshaped">What to do where shapes differ.</param>
/// <param name="NeedsBuffers">Whether buffers must be there too.</param>
internal sealed record StateUse(string Operation, string Done, string Remedy, string Misshaped, bool NeedsBuffers)
{
    public static StateUse Load { get; } =
        new(nameof(Module.LoadStateDict), "loaded", "load", "Build the model with the sizes it was saved with.", true);

    public static StateUse Call { get; } =
        new("FunctionalCall", "called", "replace", "Give each a tensor of the model's shape.", false);
}
