using System.Text;

namespace AutoGrad.Optim;

/// <summary>Tensors that an optimizer moves by the same rule with the same numbers, which may be changed between steps.</summary>
public abstract class ParameterGroup
{
    private protected ParameterGroup()
    {
    }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Parameters { get; internal set; } = [];

    /// <summary>How far each step goes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double LearningRate { get; set => field = Hyper.NonNegative(value, nameof(LearningRate)); }

    /// <summary>How strongly parameters are drawn towards zero: the λ of a penalty λ/2·Σp², whose gradient λp is added to the loss's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double WeightDecay { get; set => field = Hyper.NonNegative(value, nameof(WeightDecay)); }

    /// <summary>
    /// Whether weights decay beside the step, p −= learningRate·weightDecay·p, instead of through the gradient, so that the decay does not go through
    /// running means. For plain SGD it is the same. Loshchilov and Hutter, ICLR 2019.
    /// </summary>
    public bool DecoupledDecay { get; set; }

    /// <summary>The λ of a penalty λ·Σ|p|, whose gradient λ·sgn p is added to the loss's; it makes parameters exactly small.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double L1 { get; set => field = Hyper.NonNegative(value, nameof(L1)); }

    /// <summary>Whether to climb instead of to descend.</summary>
    public bool Maximize { get; set; }

    /// <summary>How many tensors there are, and the numbers: <c>4 tensors, learningRate: 0.1, …</c>.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder().Append(Parameters.Count).Append(" tensors");
        Visit(new Options.Printer(text));
        return text.ToString();
    }

    /// <summary>The same numbers, to be changed without changing these.</summary>
    internal ParameterGroup Twin() => (ParameterGroup)MemberwiseClone();

    /// <summary>Hands over all numbers.</summary>
    internal void Visit(Options options)
    {
        LearningRate = options.Number("learningRate", LearningRate);
        Own(options);
        WeightDecay = options.Number("weightDecay", WeightDecay);
        DecoupledDecay = Decay(options);
        L1 = options.RareNumber("l1", L1);
        Maximize = options.RareFlag("maximize", Maximize);
    }

    /// <summary>Checks numbers against each other.</summary>
    internal virtual void Validate()
    {
    }

    /// <summary>What schedules of the momentum set: the weight of what is past in the direction; null where there is none.</summary>
    internal virtual double? Inertia { get => null; set { } }

    /// <summary>Hands over the optimizer's own numbers.</summary>
    private protected abstract void Own(Options options);

    private protected virtual bool Decay(Options options) => options.RareFlag("decoupledDecay", DecoupledDecay);
}
