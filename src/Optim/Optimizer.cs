namespace AutoGrad.Optim;

/// <summary>
/// Moves parameters by the gradients that a backward pass left in them: <c>optimizer.ZeroGrad(); loss.Backward(); optimizer.Step();</c>. Parameters
/// without a gradient stay where they are. A step writes in place, so a graph that was recorded before it cannot be run backward after it.
/// </summary>
public abstract class Optimizer
{
    private readonly List<Slot> slots = [];
    private readonly HashSet<Tensor> known = new(ReferenceEqualityComparer.Instance);

    private protected Optimizer()
    {
    }

    /// <summary>The groups of parameters, each with its own learning rate and other numbers.</summary>
    public IReadOnlyList<ParameterGroup> Groups => GroupsCore;

    private protected abstract IReadOnlyList<ParameterGroup> GroupsCore { get; }

    /// <summary>The learning rate of the first group; setting it sets that of all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double LearningRate
    {
        get => Groups[0].LearningRate;
        set
        {
            foreach (var group in Groups)
                group.LearningRate = value;
        }
    }

    /// <summary>The parameters in the order of their groups as they came, and what is remembered about them.</summary>
    private protected List<Slot> Slots => slots;

    /// <summary>The names of what is remembered about a parameter, in the state.</summary>
    private protected abstract IReadOnlyList<string> MemoryNames { get; }

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (var slot in slots)
            slot.Parameter.Grad = null;
    }

    /// <summary>Moves every parameter that has a gradient.</summary>
    /// <exception cref="ObjectDisposedException">A gradient's scope has ended; nothing was moved.</exception>
    /// <exception cref="InvalidOperationException">The optimizer needs a closure.</exception>
    public abstract void Step();

    /// <summary>Computes gradients and moves the parameters by them.</summary>
    /// <param name="closure">Clears the gradients, computes the loss, runs it backward and returns it.</param>
    /// <returns>The loss before the step.</returns>
    public virtual Tensor Step(Func<Tensor> closure)
    {
        ArgumentNullException.ThrowIfNull(closure);
        Tensor loss;
        using (Autodiff.EnableGrad())
            loss = closure();
        Step();
        return loss;
    }

    /// <summary>
    /// What the optimizer remembers, and the numbers of its groups: a snapshot, which stepping on does not change. Parameters go by their positions,
    /// and their values are not part of it: they are the model's.
    /// </summary>
    public SavedState StateDict()
    {
        var state = new SavedState(GetType().Name);
        for (int i = 0; i < Groups.Count; i++)
        {
            Groups[i].Visit(new Options.Saver(state, $"groups.{i}."));
            state.Numbers[$"groups.{i}.parameters"] = Groups[i].Parameters.Count;
        }
        for (int i = 0; i < slots.Count; i++)
            SaveSlot(state, slots[i], $"parameters.{i}.");
        Save(state);
        return state;
    }

    /// <summary>Goes on where the optimizer that made the state stopped. Either all of it fits and is loaded, or nothing is changed.</summary>
    /// <param name="state">From <see cref="StateDict"/> of an optimizer of the same kind, over parameters of the same shapes in the same groups.</param>
    /// <exception cref="SavedStateException">Something does not fit; the message lists all of it.</exception>
    public void LoadStateDict(SavedState state)
    {
        var reader = new StateReader(state, GetType().Name);
        var changes = new List<Action>();
        for (int i = 0; i < Groups.Count; i++)
        {
            string path = $"groups.{i}.";
            var (group, twin) = (Groups[i], Groups[i].Twin());
            twin.Visit(new Options.Finder(reader, path)); // All that is missing is told, whatever is refused.
            reader.Try(path + "*", () =>
            {
                twin.Visit(new Options.Loader(reader, path));
                twin.Validate();
            });
            if (reader.Count(path + "parameters") is var count && count != group.Parameters.Count)
                reader.Note($"{path}parameters is {count} in the state, and the group has {group.Parameters.Count}.");
            changes.Add(() => group.Visit(new Options.Loader(reader, path)));
        }
        for (int i = 0; i < slots.Count; i++)
            changes.Add(LoadSlot(reader, slots[i], $"parameters.{i}."));
        changes.Add(Load(reader));
        reader.Finish();
        changes.ForEach(static change => change());
    }

    /// <summary>The optimizer and its groups, one a line where there are several.</summary>
    public sealed override string ToString() => Groups.Count == 1
        ? $"{GetType().Name}({Groups[0]})"
        : $"{GetType().Name}(\n{string.Concat(Groups.Select(static (group, i) => $"  ({i}): {group}\n"))})";

    /// <summary>Saves what belongs to no single parameter.</summary>
    private protected virtual void Save(SavedState state)
    {
    }

    /// <summary>Reads what belongs to no single parameter, and says how to take it over.</summary>
    private protected virtual Action Load(StateReader reader) => static () => { };

    /// <summary>Takes in a group, after checking all of it.</summary>
    private protected void Enlist(IEnumerable<Tensor> parameters, ParameterGroup group)
    {
        group.Parameters = Checked(parameters);
        group.Validate();
        foreach (var parameter in group.Parameters)
        {
            known.Add(parameter);
            slots.Add(new(parameter, group));
        }
    }

    /// <summary>Throws where a gradient's memory is gone, before anything is moved.</summary>
    private protected static void Check(Tensor parameter)
    {
        if (parameter.Grad is { } gradient)
            _ = gradient.DType == DType.Float32 ? gradient.AsStridedSpan<float>().Length : gradient.AsStridedSpan<double>().Length;
    }

    private void SaveSlot(SavedState state, Slot slot, string path)
    {
        int remembered = 0;
        for (int i = 0; i < MemoryNames.Count; i++)
            if (slot[i] is { } tensor)
            {
                remembered |= 1 << i;
                state.Keep(path + MemoryNames[i], tensor);
            }
        state.Numbers[path + "steps"] = slot.Steps;
        state.Numbers[path + "number"] = slot.Number;
        state.Numbers[path + "remembered"] = remembered; // So that what got lost on the way is missed.
    }

    private Action LoadSlot(StateReader reader, Slot slot, string path)
    {
        long remembered = reader.Count(path + "remembered"), steps = reader.Count(path + "steps");
        double number = reader.Number(path + "number");
        if (remembered >= 1 << MemoryNames.Count)
            reader.Note($"{path}remembered is {remembered}; {GetType().Name} has {MemoryNames.Count} tensors to remember.");
        Tensor?[] memory = [.. MemoryNames.Select((name, i) =>
            (remembered >> i & 1) == 0 ? null : reader.Tensor(path + name, slot.Parameter.Shape, slot.Parameter.DType))];
        return () =>
        {
            (slot.Steps, slot.Number) = (steps, number);
            for (int i = 0; i < memory.Length; i++)
                slot[i] = memory[i];
        };
    }

    /// <summary>Checks the parameters of a group to be, before any is taken in.</summary>
    private Tensor[] Checked(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Tensor[] list = [.. parameters];
        string name = GetType().Name;
        if (list.Length == 0)
            throw new ArgumentException($"{name}: there are no parameters to optimize. Does the model hold its layers in public " +
                "properties?", nameof(parameters));
        var fresh = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < list.Length; i++)
        {
            var tensor = list[i] ?? throw new ArgumentNullException(nameof(parameters), $"{name}: parameter {i} is null.");
            if (!tensor.DType.IsFloatingPoint)
                throw new DTypeException($"{name}: parameter {i} is {tensor.DType} {tensor.Shape}; only floating-point tensors can be optimized.");
            if (!tensor.IsLeaf)
                throw new AutogradException($"{name}: parameter {i}, {tensor.Shape}, is the result of an operation, so it has no gradient of its " +
                    "own. Pass the tensors it was computed from, or Detach().WithGrad().");
            if (!tensor.IsContiguous)
                throw new ShapeException($"{name}: parameter {i}, {tensor.Shape}, is not contiguous and cannot be written in order. Take " +
                    ".Clone().WithGrad() of it.");
            if (!fresh.Add(tensor) || known.Contains(tensor))
                throw new ArgumentException($"{name}: parameter {i}, {tensor.Shape}, is given twice and would be moved twice a step. Give each " +
                    "parameter in one group, once.", nameof(parameters));
        }
        return list;
    }
}

/// <summary>An optimizer whose groups are of one kind.</summary>
/// <typeparam name="TGroup">The kind, with the optimizer's own numbers.</typeparam>
public abstract class Optimizer<TGroup> : Optimizer where TGroup : ParameterGroup
{
    private readonly List<TGroup> groups = [];

    private protected Optimizer()
    {
    }

    /// <inheritdoc cref="Optimizer.Groups"/>
    public new IReadOnlyList<TGroup> Groups => groups;

    private protected override IReadOnlyList<ParameterGroup> GroupsCore => groups;

    private protected TGroup Add(IEnumerable<Tensor> parameters, TGroup group)
    {
        Enlist(parameters, group);
        groups.Add(group);
        return group;
    }
}
