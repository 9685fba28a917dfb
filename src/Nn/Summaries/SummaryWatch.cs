namespace AutoGrad.Nn;

/// <summary>
/// What is seen of a model's call. Receptive fields hang on tensors; what was computed between two layers has the largest field so far, which is exact
/// for stacks and for branches that are added up.
/// </summary>
internal sealed class SummaryWatch
{
    private readonly Dictionary<Module, Seen> calls = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, IReadOnlyList<ReceptiveField>> fields = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<bool> open = new();
    private readonly int axes;
    private IReadOnlyList<ReceptiveField> largest = [];

    public SummaryWatch(IEnumerable<Tensor> inputs)
    {
        // [N, C, …]; what has no spatial axes has no fields.
        var first = inputs.FirstOrDefault();
        axes = Math.Clamp((first?.Rank ?? 0) - 2, 0, 3);
        largest = [.. Enumerable.Repeat(ReceptiveField.Input, axes)];
    }

    /// <summary>The memory of the results of modules that called no others.</summary>
    public long OutputBytes { get; private set; }

    public IDisposable[] On(Module module)
    {
        calls[module] = new(0, [], [], 0, null);
        return module.Watch(
            input =>
            {
                if (open.TryPop(out _))
                    open.Push(true); // Whoever called this one calls others.
                open.Push(false);
                foreach (var tensor in Summary.Tensors(input))
                    fields.TryAdd(tensor, largest);
            },
            (input, output, work) =>
            {
                if (!open.Pop())
                    OutputBytes += Summary.Bytes(output);
                var before = calls[module];
                calls[module] = new(
                    before.Calls + 1, Summary.Shapes(input), Summary.Shapes(output), before.MultiplyAdds + work, Field(module, input, output));
            });
    }

    /// <summary>The model's modules in order, with what was seen of them.</summary>
    public IReadOnlyList<SummaryRow> Rows(Module model)
    {
        var rows = new List<SummaryRow>();
        var counted = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Add("", model, 0);
        return rows;

        void Add(string name, Module module, int depth)
        {
            if (!counted.Add(module))
                return;
            var own = module.Own<Parameter>().Where(counted.Add).ToArray();
            var seen = calls[module];
            rows.Add(new(
                name, module, depth, seen.Calls, seen.Inputs, seen.Outputs, own.Sum(static p => (long)p.ElementCount),
                own.Where(static p => p.RequiresGrad).Sum(static p => (long)p.ElementCount), seen.MultiplyAdds, seen.Field));
            foreach (var (childName, child) in module.NamedChildren())
                Add(childName, child, depth + 1);
        }
    }

    /// <summary>The fields of a result, noted.</summary>
    private IReadOnlyList<ReceptiveField>? Field(Module module, object? input, object? output)
    {
        if (axes == 0 || Summary.Tensors(output).FirstOrDefault() is not { } y || y.Rank != axes + 2)
            return null;
        var from = Summary.Tensors(input).FirstOrDefault() is { } x && fields.TryGetValue(x, out var known) ? known : largest;
        // An adaptive pooling or a resampling sees more, and how much depends on the place.
        if (module.Window is null && module.NamedChildren().Count == 0 && Summary.Tensors(input).FirstOrDefault()?.Shape.AsSpan()[^axes..].SequenceEqual(
            y.Shape.AsSpan()[^axes..]) != true)
            return null;
        var to = module.Window is { } window ? ReceptiveField.Behind(from, window) : fields.TryGetValue(y, out var made) ? made
            : module.NamedChildren().Count > 0 ? largest : from;
        fields[y] = to;
        if (to[0].Size >= largest[0].Size)
            largest = to;
        return to;
    }

    private sealed record Seen(
        int Calls, IReadOnlyList<Shape> Inputs, IReadOnlyList<Shape> Outputs, long MultiplyAdds, IReadOnlyList<ReceptiveField>? Field);
}
