namespace AutoGrad.Distributions;

/// <summary>The gamma distribution, with density rateᵃ xᵃ⁻¹ e^(−rate·x) / Γ(a) for x > 0, a being the concentration.</summary>
public sealed class Gamma : Distribution
{
    private Gamma((Tensor Concentration, Tensor Rate) parameters) : base(parameters.Rate.Shape, parameters.Rate.DType) =>
        (Concentration, Rate) = parameters;

    /// <summary>A distribution for each pair of parameters, which broadcast.</summary>
    /// <param name="concentration">The shape a, more than 0.</param>
    /// <param name="rate">The inverse of the scale, more than 0.</param>
    /// <exception cref="ShapeException">The parameters do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive.</exception>
    public Gamma(Tensor concentration, Tensor rate)
        : this(ParameterChecks.Aligned(nameof(Gamma), concentration, nameof(concentration), rate, nameof(rate)))
    {
        ParameterChecks.RequirePositive(nameof(Gamma), Concentration, nameof(concentration));
        ParameterChecks.RequirePositive(nameof(Gamma), Rate, nameof(rate));
    }

    /// <summary>The shape, a.</summary>
    public Tensor Concentration { get; }

    /// <summary>The inverse of the scale.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Tensor Mean => Concentration / Rate;

    /// <inheritdoc/>
    public override Tensor Variance => Concentration / Rate.Square();

    /// <inheritdoc/>
    public override bool HasRSample => false;

    /// <inheritdoc/>
    public override Tensor Entropy() =>
        Concentration - Rate.Log() + Concentration.Lgamma() + (1 - Concentration) * Concentration.Digamma();

    /// <inheritdoc/>
    public override string ToString() => $"Gamma(concentration: {Concentration.Shape}, rate: {Rate.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) => Concentration.Expand(shape).StandardGamma(generator) / Rate;

    private protected override Tensor LogProbOf(Tensor value) => Within(
        value >= 0,
        Concentration * Rate.Log() + (Concentration - 1).Xlogy(value.Maximum(0)) - Rate * value - Concentration.Lgamma());

    private protected override Tensor? KlOf(Distribution q) => q switch
    {
        Gamma other => Kl(other.Concentration, other.Rate),
        Exponential other => Kl(Tensor.OnesLike(other.Rate), other.Rate),
        _ => null,
    };

    private Tensor Kl(Tensor concentration, Tensor rate) =>
        concentration * (Rate / rate).Log() + concentration.Lgamma() - Concentration.Lgamma() +
        (Concentration - concentration) * Concentration.Digamma() + (rate / Rate - 1) * Concentration;
}
