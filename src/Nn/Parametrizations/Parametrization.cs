namespace AutoGrad.Nn;

/// <summary>
/// A layer one of whose parameters is computed from others: what those are is the model's state and is learned, and the layer's own stands for what was
/// computed while it runs. Gradients flow through the computation, in every order, and <c>FunctionalCall</c> replaces the others.
/// </summary>
/// <remarks>Calls take turns, as those of <c>FunctionalCall</c> do.</remarks>
/// <typeparam name="TLayer">The layer.</typeparam>
public abstract class Parametrization<TLayer> : Module<Tensor, Tensor> where TLayer : Module<Tensor, Tensor>
{
    private readonly Parameter computed;

    private protected Parametrization(TLayer layer, string name)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(name);
        Layer = layer;
        ParameterName = name;
        computed = layer.NamedParameters().FirstOrDefault(entry => entry.Name == name).Parameter
            ?? throw new ArgumentException(
                $"{Title}: {layer.Headline} has no parameter {name}; it has {string.Join(", ", layer.NamedParameters().Select(static p => p.Name))}.",
                nameof(name));
    }

    /// <summary>The layer. Its other parameters and its buffers are learned and saved as ever.</summary>
    public TLayer Layer { get; }

    /// <summary>The name of the layer's parameter that is computed.</summary>
    public string ParameterName { get; }

    /// <summary>What the parameter is at the moment, recorded.</summary>
    public abstract Tensor Compute();

    /// <summary>The layer's result with the parameter that <see cref="Compute"/> gives.</summary>
    public override Tensor Forward(Tensor x)
    {
        var value = Compute();
        return FunctionalCalls.Showing([(computed, value)], () => Layer.Call(x));
    }

    /// <summary>Ends the parametrisation: the layer's parameter takes the value it has at the moment and is learned itself from then on.</summary>
    /// <returns>The layer, to be used in place of this module.</returns>
    public TLayer Remove()
    {
        using (Autodiff.NoGrad())
        {
            var value = Compute();
            computed.Convert(value.DType);
            computed.CopyInPlace(value);
        }
        computed.IsComputed = false;
        return Layer;
    }

    /// <summary>The parameter as it is given; from then on it is no part of any state.</summary>
    private protected Tensor Take()
    {
        if (computed.IsComputed)
            throw new AutogradException($"{Title}: {ParameterName} of {Layer.Headline} is computed already; Remove() the first parametrisation.");
        computed.IsComputed = true;
        computed.Grad = null;
        return computed.Detach().Clone();
    }

    private protected Shape ComputedShape => computed.Shape;

    private protected sealed override string Title => GetType().Name.Split('`')[0];

    /// <inheritdoc/>
    protected override string Describe() => ParameterName;
}
