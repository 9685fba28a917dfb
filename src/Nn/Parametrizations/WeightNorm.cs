namespace AutoGrad.Nn;

/// <summary>
/// A layer with the length and the direction of its weight learned apart: w = g·v / ‖v‖, with a norm for each index of an axis, or one for all. Salimans
/// and Kingma, 2016. At the start w is the layer's own.
/// <code>
/// public WeightNorm&lt;Linear&gt; Hidden { get; } = new(new Linear(64, 32));
/// </code>
/// </summary>
/// <typeparam name="TLayer">The layer.</typeparam>
public sealed class WeightNorm<TLayer> : Parametrization<TLayer> where TLayer : Module<Tensor, Tensor>
{
    private readonly Axes axes;

    /// <summary>Parametrises a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="axis">The axis of which each index has a length of its own; null for one length of all.</param>
    /// <param name="name">The name of the layer's parameter.</param>
    /// <exception cref="ArgumentException">The layer has no such parameter.</exception>
    /// <exception cref="AutogradException">The parameter is computed already.</exception>
    /// <exception cref="IndexException">The parameter has no such axis.</exception>
    public WeightNorm(TLayer layer, int? axis = 0, string name = "Weight") : base(layer, name)
    {
        int rank = ComputedShape.Rank;
        if (axis is { } given && (given < -rank || given >= rank))
            throw new IndexException($"WeightNorm: axis {given} was asked of {name}, which is {ComputedShape}.");
        Axis = axis < 0 ? axis + rank : axis;
        axes = Axis is null ? Axes.All : Enumerable.Range(0, rank).Where(i => i != Axis).ToArray();
        var weight = Take();
        WeightV = new(weight);
        WeightG = new(Length(weight));
    }

    /// <summary>g, the lengths: of the weight's rank, 1 but along the axis; a scalar where there is one length of all.</summary>
    public Parameter WeightG { get; }

    /// <summary>v, the directions, of the weight's shape.</summary>
    public Parameter WeightV { get; }

    /// <summary>The axis of which each index has a length of its own; null where there is one of all.</summary>
    public int? Axis { get; }

    /// <inheritdoc/>
    public override Tensor Compute() => WeightV * (WeightG / Length(WeightV));

    private Tensor Length(Tensor v) => v.Rank == 1 && Axis is not null ? v.Abs() : v.Norm(2, axes, keepDim: Axis is not null);

    /// <inheritdoc/>
    protected override string Describe() => $"{ParameterName}, axis: {Axis?.ToString() ?? "none"}";
}
