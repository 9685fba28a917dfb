using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace AutoGrad.Nn;

/// <summary>
/// A part of a model. Its state is what its public properties and fields hold, read when asked: <see cref="Parameter"/>s,
/// <see cref="TensorBuffer"/>s, other modules, and lists, arrays and dictionaries of these. Nothing is registered. Names are paths of property names,
/// <c>Hidden.Weight</c>, with positions or keys in collections, <c>Layers.0.Weight</c>, in the order of declaration, base classes first. What is null
/// is skipped, and what is met twice is counted once, under the name met first; so tied weights are one parameter and a module may refer back to its
/// parent.
/// </summary>
/// <remarks>Since getters of such types are called whenever the state is asked for, they should return what they hold rather than compute
/// it.</remarks>
[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields)]
public abstract class Module
{
    /// <summary>Whether the module behaves as in training (the start) or as in use: dropout and batch normalisation differ. See Train and
    /// Eval.</summary>
    public bool IsTraining { get; internal set; } = true;

    /// <summary>The modules held directly, and the names they are held by.</summary>
    public IReadOnlyList<(string Name, Module Module)> NamedChildren() => [.. Distinct(StateOf(this).OfKind<Module>())];

    /// <summary>The modules held directly.</summary>
    public IReadOnlyList<Module> Children() => Values(NamedChildren());

    /// <summary>This module, named "", and all below it, each before those it holds.</summary>
    public IReadOnlyList<(string Name, Module Module)> NamedModules()
    {
        var found = new List<(string, Module)>();
        Visit("", this, found, new HashSet<Module>(ReferenceEqualityComparer.Instance));
        return found;
    }

    /// <summary>This module and all below it.</summary>
    public IReadOnlyList<Module> Modules() => Values(NamedModules());

    /// <summary>All parameters and their names.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> NamedParameters() => All<Parameter>();

    /// <summary>All parameters.</summary>
    public IReadOnlyList<Parameter> Parameters() => Values(NamedParameters());

    /// <summary>All buffers and their names.</summary>
    public IReadOnlyList<(string Name, TensorBuffer Buffer)> NamedBuffers() => All<TensorBuffer>();

    /// <summary>All buffers.</summary>
    public IReadOnlyList<TensorBuffer> Buffers() => Values(NamedBuffers());

    /// <summary>Forgets the gradients of all parameters.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in Parameters())
            parameter.Grad = null;
    }

    /// <summary>
    /// Copies of all parameters and buffers by name: a snapshot, which training on does not change. For <see cref="LoadStateDict"/>, and for files.
    /// </summary>
    public OrderedDictionary<string, Tensor> StateDict()
    {
        var state = new OrderedDictionary<string, Tensor>();
        using var outside = TensorScope.Outside(); // A snapshot outlives the step in which it is taken.
        foreach (var (name, tensor) in All<StateTensor>())
            state.Add(name, tensor.Detach().Clone());
        return state;
    }

    /// <summary>
    /// Copies values into the parameters and buffers of the same names, converted to their dtypes. Either all fit and are copied, or nothing is
    /// changed.
    /// </summary>
    /// <param name="state">Values by name, as from <see cref="StateDict"/>.</param>
    /// <param name="strict">Whether the names must be exactly the model's. If not, those on one side only are left alone, and returned; shapes must
    /// still fit.</param>
    /// <returns>The names that only the model has, and those that only the state has.</returns>
    /// <exception cref="StateDictException">Something does not fit; the message lists all of it.</exception>
    public (IReadOnlyList<string> Missing, IReadOnlyList<string> Unexpected) LoadStateDict(
        IReadOnlyDictionary<string, Tensor> state, bool strict = true)
    {
        var match = StateMatch.Of(this, state, StateUse.Load).Require(this, strict, StateUse.Load);
        using (Autodiff.NoGrad())
        {
            // All are read before one is written: they may be this model's own, or memory that is gone.
            var values = match.Present.ConvertAll(static entry => entry.Given.Clone());
            for (int i = 0; i < values.Count; i++)
                match.Present[i].Own.CopyInPlace(values[i]);
        }
        return ([.. match.Missing.Select(static entry => entry.Name)], [.. match.Unexpected.Select(static entry => entry.Name)]);
    }

    /// <summary>
    /// The window through which each element of the result sees the input, for convolutions, poolings and what is like them; null where it sees
    /// one element, or all. <see cref="Summary"/> computes receptive fields of it.
    /// </summary>
    protected internal virtual SlidingWindow? Window => null;

    /// <summary>Has every call seen: its input before, and its input, result and work after.</summary>
    internal virtual IDisposable[] Watch(Action<object?> before, Action<object?, object?, long> after) => [];

    /// <summary>What tells this module from others of its kind, for <see cref="ToString"/>: <c>784 → 128, bias: true</c>.</summary>
    protected virtual string Describe() => "";

    /// <summary>The module and all below it, one a line, as PyTorch prints them.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text, "", []);
        return text.ToString();
    }

    /// <summary>The name and description alone: <c>Linear(784 → 128, bias: true)</c>.</summary>
    internal string Headline => $"{Title}({Describe()})";

    /// <summary>The name alone: <c>Linear</c>.</summary>
    internal string Kind => Title;

    /// <summary>What the module holds of a kind itself, without the modules below.</summary>
    internal IEnumerable<T> Own<T>() where T : StateTensor => StateOf(this).OfKind<T>().Select(static entry => entry.Value).Where(static value => !value.IsComputed);

    /// <summary>The module's name where it prints itself.</summary>
    private protected virtual string Title => GetType().Name;

    private void Write(StringBuilder text, string indent, List<Module> above)
    {
        var children = above.Contains(this) ? [] : NamedChildren();
        if (children.Count == 0)
        {
            text.Append(Headline);
            return;
        }
        text.Append(Title).Append('(').Append(Describe()).Append('\n');
        above.Add(this);
        foreach (var (name, child) in children)
        {
            text.Append(indent).Append("  (").Append(name).Append("): ");
            child.Write(text, indent + "  ", above);
            text.Append('\n');
        }
        above.RemoveAt(above.Count - 1);
        text.Append(indent).Append(')');
    }

    /// <summary>All state of a kind and its names.</summary>
    internal List<(string Name, T Value)> All<T>() where T : StateTensor =>
        [.. Distinct(NamedModules().SelectMany(static entry => StateOf(entry.Module).OfKind<T>(entry.Name))).Where(static entry => !entry.Value.IsComputed)];

    private static ModuleState StateOf(Module module) => ModuleState.Of(module);

    private static void Visit(string name, Module module, List<(string, Module)> found, HashSet<Module> visited)
    {
        if (!visited.Add(module))
            return;
        found.Add((name, module));
        foreach (var (childName, child) in StateOf(module).OfKind<Module>(name))
            Visit(childName, child, found, visited);
    }

    private static IEnumerable<(string Name, T Value)> Distinct<T>(IEnumerable<(string Name, T Value)> entries) where T : class =>
        entries.DistinctBy(static entry => entry.Value, ReferenceEqualityComparer.Instance);

    private static T[] Values<T>(IReadOnlyList<(string Name, T Value)> entries) => [.. entries.Select(static entry => entry.Value)];
}
