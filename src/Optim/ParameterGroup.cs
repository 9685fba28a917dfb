namespace AutoGrad.Optim;

/// <summary>Tensors that an optimizer moves by the same rule with the same numbers, which may be changed between steps.</summary>
public abstract class ParameterGroup
{
    private double learningRate, weightDecay;

    private protected ParameterGroup(IReadOnlyList<Tensor> parameters, double learningRate, double weightDecay)
    {
        Parameters = parameters;
        LearningRate = learningRate;
        WeightDecay = weightDecay;
    }

    /// <summary>The tensors.</summary>
    public IReadOnlyList<Tensor> Parameters { get; }

    /// <summary>How far each step goes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double LearningRate { get => learningRate; set => learningRate = Hyper.NonNegative(value, nameof(LearningRate)); }

    /// <summary>How strongly parameters are drawn towards zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, infinite or not a number.</exception>
    public double WeightDecay { get => weightDecay; set => weightDecay = Hyper.NonNegative(value, nameof(WeightDecay)); }

    /// <summary>How many tensors there are, and the numbers: <c>4 tensors, learningRate: 0.1, …</c>.</summary>
    public sealed override string ToString() => FormattableString.Invariant(
        $"{Parameters.Count} tensors, learningRate: {LearningRate}, {Describe()}, weightDecay: {WeightDecay}");

    /// <summary>The optimizer's own numbers.</summary>
    private protected abstract string Describe();
}
