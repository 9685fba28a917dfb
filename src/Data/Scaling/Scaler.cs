namespace AutoGrad.Data;

/// <summary>
/// A transformation of features that is learned from data: <c>scaler.Fit(train)</c>, then <c>scaler.Transform(x)</c> for training, validation and
/// test data alike, and <c>scaler.InverseTransform(y)</c> back. What was learned is a few tensors in Float64 by name (<see cref="StateDict"/>), to
/// be saved with the model. Transforming is tensor code, through which gradients pass.
/// </summary>
public abstract class Scaler
{
    private OrderedDictionary<string, Tensor>? learned;

    /// <summary>Whether it has learned from data, or was loaded.</summary>
    public bool IsFitted => learned is not null;

    /// <summary>The names of what it learns.</summary>
    protected abstract IReadOnlyList<string> Names { get; }

    /// <summary>How many of the features' last axes an input must share with what was learned.</summary>
    private protected virtual Shape FeatureShape => this[Names[0]].Shape;

    /// <summary>Something it has learned.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    protected Tensor this[string name] => (learned ?? throw NotFitted())[name];

    /// <summary>Scales features by what was learned. Whole numbers become Float32.</summary>
    /// <param name="x">Items of the shape that was fitted, or one of them.</param>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    /// <exception cref="ShapeException">The features are others than those fitted.</exception>
    public Tensor Transform(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Require(x, nameof(Transform), FeatureShape);
        return Apply(x.To(DType.Float64)).To(Result(x));
    }

    /// <summary>Undoes <see cref="Transform"/>: <c>scaler.InverseTransform(net.Forward(x))</c> are predictions in the units of the data.</summary>
    /// <param name="y">What was transformed.</param>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    /// <exception cref="ShapeException">The features are others than those fitted.</exception>
    public Tensor InverseTransform(Tensor y)
    {
        ArgumentNullException.ThrowIfNull(y);
        RequireScaled(y);
        return Undo(y.To(DType.Float64)).To(Result(y));
    }

    /// <summary>What was learned, copied: <c>checkpoint.Add("scaler", scaler.StateDict())</c>, or <c>Safetensors.Save(scaler.StateDict(),
    /// path)</c>.</summary>
    /// <exception cref="InvalidOperationException">It has learned nothing yet.</exception>
    public OrderedDictionary<string, Tensor> StateDict() => Copied(learned ?? throw NotFitted());

    /// <summary>Takes what another scaler of this kind has learned: <c>scaler.LoadStateDict(checkpoint["scaler"].Tensors)</c>.</summary>
    /// <exception cref="ArgumentException">It is no such state; the message lists what does not fit, and nothing was changed.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var problems = Names.Where(name => !state.ContainsKey(name)).Select(static name => $"Missing: {name}")
            .Concat(state.Keys.Where(name => !Names.Contains(name)).Select(static name => $"Unexpected: {name}")).ToList();
        if (problems.Count == 0)
        {
            problems.AddRange(state.Where(static entry => !entry.Value.DType.IsFloatingPoint || !entry.Value.IsFinite().All().Item<bool>())
                .Select(static entry => $"{entry.Key}: it should hold finite floating-point numbers."));
            if (problems.Count == 0 && Problem(state) is { } problem)
                problems.Add(problem);
        }
        if (problems.Count > 0)
            throw new ArgumentException(
                $"LoadStateDict: the state does not fit {GetType().Name}, and nothing was loaded.\n  {string.Join("\n  ", problems)}", nameof(state));
        var ordered = new OrderedDictionary<string, Tensor>();
        foreach (string name in Names)
            ordered.Add(name, state[name].To(DType.Float64));
        learned = Copied(ordered);
    }

    /// <summary>Learns from data in Float64, of at least one item, all finite.</summary>
    protected abstract OrderedDictionary<string, Tensor> Learn(Tensor data);

    /// <summary>Transforms numbers in Float64.</summary>
    protected abstract Tensor Apply(Tensor x);

    /// <summary>Undoes <see cref="Apply"/>.</summary>
    protected abstract Tensor Undo(Tensor y);

    /// <summary>What is wrong with a state of the right names, or null.</summary>
    protected virtual string? Problem(IReadOnlyDictionary<string, Tensor> state)
    {
        var shapes = Names.Select(name => state[name].Shape).Distinct().ToArray();
        return shapes.Length == 1 ? null : $"the shapes {string.Join(" and ", shapes)} should be one.";
    }

    /// <summary>Refuses what an inverse cannot be of.</summary>
    private protected virtual void RequireScaled(Tensor y) => Require(y, nameof(InverseTransform), FeatureShape);

    /// <summary>Whether data may hold NaN.</summary>
    private protected virtual bool TakesNaN => false;

    internal void FitTo(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        string name = GetType().Name;
        if (data.Rank == 0 || data.ElementCount == 0)
            throw new ShapeException($"{name}: the data is {data.Shape}; at least one item is needed, along the first axis.");
        using var mode = Autodiff.NoGrad();
        using var outside = TensorScope.Outside(); // What is learned outlives the step in which it is.
        var numbers = data.Detach().To(DType.Float64);
        var bad = TakesNaN ? numbers.IsInfinite() : numbers.IsFinite().Not();
        if (bad.Any().Item<bool>())
        {
            var place = bad.Nonzero()[0].ToArray<long>();
            throw new ArgumentException(
                $"{name}: the data holds {(TakesNaN ? "an infinity" : "NaN or an infinity")} at [{string.Join(", ", place)}]. " + (TakesNaN
                    ? "Leave such items out."
                    : "Leave such items out, or fill what is missing: new Imputer().FitTransform(x)."));
        }
        learned = Learn(numbers);
    }

    /// <summary>Refuses items with other features than those given; along an axis of size 1 there what was learned is shared.</summary>
    private protected void Require(Tensor x, string method, Shape features)
    {
        int skipped = x.Rank - features.Rank;
        bool fits = skipped >= 0;
        for (int i = 0; fits && i < features.Rank; i++)
            fits = features[i] == 1 && IsShared(i) || x.Shape[skipped + i] == features[i];
        if (!fits)
            throw new ShapeException($"{GetType().Name}.{method}: items of {features} were fitted, and {x.Shape} ends otherwise; " +
                $"give [N{string.Concat(Enumerable.Range(0, features.Rank).Select(i => $", {features[i]}"))}] or one item.");
    }

    /// <summary>Whether a feature axis of size 1 stands for one of any size.</summary>
    private protected virtual bool IsShared(int axis) => false;

    private InvalidOperationException NotFitted() =>
        new($"{GetType().Name}: it has learned nothing yet; call Fit(data) with the training data first, or LoadStateDict.");

    private static DType Result(Tensor x) => x.DType.IsFloatingPoint ? x.DType : DType.Float32;

    private static OrderedDictionary<string, Tensor> Copied(OrderedDictionary<string, Tensor> state)
    {
        using var mode = Autodiff.NoGrad();
        using var outside = TensorScope.Outside();
        var copy = new OrderedDictionary<string, Tensor>();
        foreach (var (name, tensor) in state)
            copy.Add(name, tensor.Detach().Clone());
        return copy;
    }
}

/// <summary>Fitting, which gives the scaler back as what it is.</summary>
public static class ScalerFitting
{
    extension<TScaler>(TScaler scaler) where TScaler : Scaler
    {
        /// <summary>Learns from data: <c>var scaler = new StandardScaler().Fit(train);</c>. What was learned before is forgotten.</summary>
        /// <param name="data">Items along the first axis, [N, …].</param>
        /// <returns>The scaler.</returns>
        /// <exception cref="ShapeException">There are no items.</exception>
        /// <exception cref="ArgumentException">A number is NaN or infinite.</exception>
        public TScaler Fit(Tensor data)
        {
            ArgumentNullException.ThrowIfNull(scaler);
            scaler.FitTo(data);
            return scaler;
        }

        /// <summary>Learns from the inputs of a data set.</summary>
        /// <inheritdoc cref="Fit{TScaler}(TScaler, Tensor)"/>
        public TScaler Fit(Dataset data)
        {
            ArgumentNullException.ThrowIfNull(data);
            return scaler.Fit(data.ToTensors().Inputs);
        }

        /// <summary>Learns from data and scales it.</summary>
        /// <inheritdoc cref="Fit{TScaler}(TScaler, Tensor)"/>
        public Tensor FitTransform(Tensor data) => scaler.Fit(data).Transform(data);
    }
}
