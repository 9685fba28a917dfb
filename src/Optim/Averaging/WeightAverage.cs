namespace AutoGrad.Optim;

/// <summary>
/// Averages of parameters along their way, which are often better than where they end: <c>average.Update();</c> after each step, and
/// <c>using (average.Use()) { … }</c> to evaluate the model with them.
/// </summary>
public abstract class WeightAverage
{
    private readonly Tensor[] parameters, averages;
    private readonly Averager averager;
    private Usage? usage;

    private protected WeightAverage(IEnumerable<Tensor> parameters, bool fromZero)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        this.parameters = [.. parameters];
        if (this.parameters.Length == 0)
            throw new ArgumentException($"{GetType().Name}: there are no parameters to average.", nameof(parameters));
        var known = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        foreach (var parameter in this.parameters)
            if (parameter is null || !parameter.DType.IsFloatingPoint || !parameter.IsContiguous)
                throw new ArgumentException(
                    $"{GetType().Name}: {(parameter is null ? "null" : $"{parameter.DType} {parameter.Shape}")} cannot be averaged; give " +
                    "contiguous floating-point tensors.", nameof(parameters));
            else if (!known.Add(parameter))
                throw new ArgumentException(
                    $"{GetType().Name}: a parameter, {parameter.DType} {parameter.Shape}, is given twice; give each once.", nameof(parameters));
        using var mode = Autodiff.NoGrad();
        using var outside = TensorScope.Outside();
        averages = [.. this.parameters.Select(p => fromZero ? Tensor.Zeros(p.Shape, p.DType) : p.Detach().Clone())];
        averager = new(averages);
    }

    /// <summary>What is averaged.</summary>
    public IReadOnlyList<Tensor> Parameters => parameters;

    /// <summary>How often <see cref="Update"/> was called.</summary>
    public long Updates { get; private set; }

    /// <summary>Copies of the averages.</summary>
    /// <exception cref="InvalidOperationException">There was no update yet.</exception>
    public IReadOnlyList<Tensor> Averages()
    {
        if (Updates == 0)
            throw new InvalidOperationException($"{GetType().Name}: nothing was averaged yet. Call Update() after a step.");
        using var mode = Autodiff.NoGrad();
        using var outside = TensorScope.Outside();
        return [.. averages.Select(average => Scale == 1 ? average.Clone() : average * Scale)];
    }

    /// <summary>Takes the parameters as they are into the averages.</summary>
    /// <exception cref="InvalidOperationException">The parameters are the averages at the moment, inside <see cref="Use"/>.</exception>
    public void Update()
    {
        if (usage is not null)
            throw new InvalidOperationException($"{GetType().Name}: the averages are in use; update after the using block.");
        for (int i = 0; i < parameters.Length; i++)
        {
            if (averages[i].DType != parameters[i].DType)
                throw new DTypeException(
                    $"{GetType().Name}: parameter {i} has become {parameters[i].DType}; make the average after the model is converted.");
            averages[i].Grad = parameters[i].Detach();
        }
        Updates++;
        averager.LearningRate = Share;
        averager.Step();
        averager.ZeroGrad();
    }

    /// <summary>Puts the averages into the parameters until the result is disposed, which brings back what they were.</summary>
    /// <exception cref="InvalidOperationException">There was no update yet, or the averages are in use already.</exception>
    public IDisposable Use()
    {
        if (usage is not null)
            throw new InvalidOperationException($"{GetType().Name}: the averages are in use already.");
        var values = Averages();
        using var mode = Autodiff.NoGrad();
        using var outside = TensorScope.Outside();
        usage = new(this, [.. parameters.Select(static p => p.Detach().Clone())]);
        Write(values);
        return usage;
    }

    /// <summary>Puts the averages into the parameters for good.</summary>
    /// <exception cref="InvalidOperationException">There was no update yet, or the averages are in use.</exception>
    public void Apply()
    {
        if (usage is not null)
            throw new InvalidOperationException($"{GetType().Name}: the averages are in use.");
        Write(Averages());
    }

    /// <summary>The averages and how many updates there were.</summary>
    public SavedState StateDict()
    {
        var state = new SavedState(GetType().Name) { Numbers = { ["updates"] = Updates } };
        for (int i = 0; i < averages.Length; i++)
            state.Keep($"averages.{i}", averages[i]);
        return state;
    }

    /// <summary>Goes on where the average that made the state was.</summary>
    /// <param name="state">From <see cref="StateDict"/> of an average of the same kind over parameters of the same shapes.</param>
    /// <exception cref="SavedStateException">Something does not fit; nothing was changed.</exception>
    public void LoadStateDict(SavedState state)
    {
        var reader = new StateReader(state, GetType().Name);
        long updates = reader.Count("updates");
        Tensor?[] loaded = [.. averages.Select((average, i) => reader.Tensor($"averages.{i}", average.Shape, average.DType))];
        reader.Finish();
        Updates = updates;
        using var mode = Autodiff.NoGrad();
        for (int i = 0; i < averages.Length; i++)
            averages[i].CopyInPlace(loaded[i]!);
    }

    /// <summary>Which share of the way to the parameters this update goes.</summary>
    private protected abstract double Share { get; }

    /// <summary>What averages are multiplied by where they are read.</summary>
    private protected virtual double Scale => 1;

    private void Write(IReadOnlyList<Tensor> values)
    {
        using var mode = Autodiff.NoGrad();
        for (int i = 0; i < parameters.Length; i++)
            parameters[i].CopyInPlace(values[i]);
    }

    private sealed class Usage(WeightAverage owner, Tensor[] before) : IDisposable
    {
        public void Dispose()
        {
            if (owner.usage != this)
                return;
            owner.usage = null;
            owner.Write(before);
        }
    }
}
