namespace AutoGrad;

/// <summary>
/// A function's values at a point and the graph from the one to the other, along which vectors are pulled back (Jᵀu) and pushed forward (J v). All
/// transforms consist of these two.
/// </summary>
/// <remarks>
/// What comes out is an ordinary result: it is recorded where it depends on anything that is being differentiated, be it the point, the vectors, or what
/// the function captured. So a transform inside another, whichever way the outer variable gets in, is seen by it.
/// </remarks>
internal sealed class Linearization
{
    private readonly string transform;
    private readonly Point x;
    private readonly Tensor[] inputs, values;
    private readonly List<Node> between;
    private readonly HashSet<Node> needed;
    private readonly bool depends;
    private readonly bool? createGraph;

    /// <summary>Evaluates a function.</summary>
    /// <param name="transform">The transform's name, for errors.</param>
    /// <param name="f">The function.</param>
    /// <param name="x">The point.</param>
    /// <param name="createGraph">Whether results are recorded; null for where they depend on something that is being differentiated.</param>
    public Linearization(string transform, Func<Tensor[], Tensor[]> f, Point x, bool? createGraph = null)
    {
        for (int i = 0; i < x.Parts.Length; i++)
            if (x.Parts[i] is { DType.IsFloatingPoint: false } part)
                throw new DTypeException(
                    $"{transform}: {x.NameOf(i)} is {part.DType} {part.Shape}; only floating-point tensors can be differentiated by. " +
                    "Convert it with .To(DType.Float64), or let the function capture it.");
        (this.transform, this.x) = (transform, x);
        this.createGraph = createGraph;
        bool isRecording = Autodiff.IsRecording;
        using (Autodiff.EnableGrad())
        {
            inputs = Array.ConvertAll(x.Parts, Track);
            values = f(inputs);
        }
        foreach (var value in values)
            Require(value);
        var ends = values.Where(static value => value.Node is not null).Select(static value => value.Node!);
        between = Reachable.Between(inputs.Select(static input => input.Node!), ends, out bool others);
        needed = [.. between];
        depends = isRecording && (others || x.Parts.Any(static part => part.RequiresGrad) || DependsBehindBatches());
    }

    /// <summary>The function's values as it returned them.</summary>
    public IReadOnlyList<Tensor> Values => values;

    /// <summary>How many elements the largest result on the way from the point to the values has.</summary>
    public int Widest => between.Select(static node => node.Shape.ElementCount).DefaultIfEmpty(0).Max();

    /// <summary>One of the function's values, in a graph only where that is wanted.</summary>
    public Tensor Value(int i = 0) => Records([]) ? values[i] : values[i].Detach();

    /// <summary>All of the function's values, in a graph only where that is wanted.</summary>
    public Tensor[] AllValues() => [.. values.Select((_, i) => Value(i))];

    /// <summary>Something else that the function computed: a tensor, or an array, list or dictionary of tensors, in a graph only where that is
    /// wanted.</summary>
    public TAux Auxiliary<TAux>(TAux auxiliary) => Records([]) ? auxiliary : (TAux)(auxiliary switch
    {
        Tensor tensor => tensor.Detach(),
        Tensor[] tensors => Array.ConvertAll(tensors, static tensor => tensor?.Detach()),
        List<Tensor> tensors => tensors.ConvertAll(static tensor => tensor?.Detach()),
        Dictionary<string, Tensor> tensors => tensors.ToDictionary(static entry => entry.Key, static entry => entry.Value?.Detach()),
        OrderedDictionary<string, Tensor> tensors => new OrderedDictionary<string, Tensor?>(
            tensors.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value?.Detach()))),
        _ => (object?)auxiliary,
    })!;

    /// <summary>The gradients of the one value, which must be a scalar.</summary>
    /// <exception cref="AutogradException">It is not.</exception>
    public Tensor[] Gradients() => values[0].ElementCount == 1
        ? Pull([Tensor.OnesLike(values[0])])
        : throw new AutogradException(
            $"{transform}: the function's value at the {x} point is {values[0].Shape}; only a scalar has a gradient or a Hessian. " +
            "Reduce it, as in .Sum(), or take Autodiff.Jacobian.");

    /// <summary>Jᵀu, by one backward pass.</summary>
    /// <param name="u">One vector per value, of its shape; null for zeros.</param>
    /// <param name="again">Whether the graph will be walked again.</param>
    /// <returns>One product per input, zeros where the values do not depend on it.</returns>
    /// <exception cref="ArgumentException">There are more or fewer vectors than values.</exception>
    /// <exception cref="ShapeException">A vector has another shape than its value.</exception>
    public Tensor[] Pull(ReadOnlySpan<Tensor?> u, bool again = false)
    {
        RequireCount(u.Length, values.Length, "vectors", "values");
        for (int i = 0; i < u.Length; i++)
            if (u[i] is { } vector && vector.Shape != values[i].Shape)
                throw new ShapeException(
                    $"{transform}: {(u.Length == 1 ? "the vector" : $"vector {i}")} is {vector.Shape} and " +
                    $"{(u.Length == 1 ? "what the function returns" : $"result {i} of the function")} is {values[i].Shape}; " +
                    "they must have the same shape.");
        bool records = Records(u);
        List<Tensor> reached = [], their = [];
        for (int i = 0; i < values.Length; i++)
            if (u[i] is { } vector && values[i].Node is { } node && needed.Contains(node))
            {
                reached.Add(values[i]);
                their.Add(vector.To(values[i].DType));
            }
        var found = reached.Count == 0
            ? new Tensor?[inputs.Length]
            : new BackwardPass(again || records, records, needed).Collect(reached.ToArray(), their.ToArray(), inputs);
        return [.. found.Select((product, i) => product is null ? Tensor.ZerosLike(inputs[i]) : records ? product : product.Detach())];
    }

    /// <summary>J v, by one forward sweep.</summary>
    /// <param name="v">One direction per input, of its shape.</param>
    /// <returns>One product per value, zeros where it does not depend on the inputs.</returns>
    /// <exception cref="ArgumentException">There are more or fewer directions than inputs.</exception>
    /// <exception cref="ShapeException">A direction has another shape than its input.</exception>
    public Tensor[] Push(params ReadOnlySpan<Tensor> v)
    {
        RequireCount(v.Length, inputs.Length, "directions", "inputs");
        for (int i = 0; i < v.Length; i++)
            if (v[i].Shape != inputs[i].Shape)
                throw new ShapeException(
                    $"{transform}: the direction {(v.Length == 1 ? "v" : "of " + x.NameOf(i))} is {v[i].Shape} and {x.NameOf(i)} is {inputs[i].Shape}; " +
                    "they must have the same shape.");
        bool records = Records(v);
        using var mode = new GradMode(records);
        var tangents = new Tensor[v.Length];
        for (int i = 0; i < v.Length; i++)
            tangents[i] = v[i].To(inputs[i].DType);
        var found = ForwardPass.Run(between, inputs, tangents, values);
        return [.. found.Select((product, i) => product is null ? Tensor.ZerosLike(values[i]) : records ? product : product.Detach())];
    }

    private void RequireCount(int given, int needed, string what, string per)
    {
        if (given != needed)
            throw new ArgumentException($"{transform}: {given} {what} were given for {needed} {per}; give one each.");
    }

    private bool Records(ReadOnlySpan<Tensor?> vectors)
    {
        if (createGraph is { } asked)
            return asked;
        bool records = depends;
        foreach (var vector in vectors)
            records |= vector is { RequiresGrad: true } && Autodiff.IsRecording;
        return records;
    }

    /// <summary>Whether values of a batch depend, on the physical tensors behind them, on anything that is differentiated but the inputs.</summary>
    private bool DependsBehindBatches()
    {
        for (IReadOnlyList<Tensor> behind = values; ;)
        {
            behind = [.. behind.Select(static value => (value.Storage as BatchedStorage)?.Physical).OfType<Tensor>()];
            if (behind.Count == 0)
                return false;
            var ends = behind.Where(static value => value.Node is not null).Select(static value => value.Node!);
            _ = Reachable.Between(inputs.Select(static input => input.Node!), ends, out bool others);
            if (others)
                return true;
        }
    }

    /// <summary>
    /// The tensor that a transform differentiates by: its own leaf, or a link to the outer transform where there is one. Each transform sees its own,
    /// so nested ones cannot take each other's perturbations for theirs.
    /// </summary>
    private static Tensor Track(Tensor x) => x.Node is null ? x.AsArgument().WithGrad() : Shared<Identity>.Op.Apply(x);

    private void Require(Tensor value)
    {
        if (value is null)
            throw new AutogradException($"{transform}: the function returned null.");
        if (!value.DType.IsFloatingPoint && !value.IsNumber)
            throw new DTypeException($"{transform}: the function's value is {value.DType} {value.Shape}; only floating-point values have derivatives. " +
                "Return what it was computed from, or convert it with .To(DType.Float64) if its derivative is meant to be zero.");
    }
}
