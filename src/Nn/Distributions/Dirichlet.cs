namespace AutoGrad.Distributions;

/// <summary>The Dirichlet distribution over vectors of K probabilities, with density Π xᵢ^(aᵢ − 1) · Γ(Σ aᵢ) / Π Γ(aᵢ).</summary>
public sealed class Dirichlet : Distribution
{
    /// <summary>A distribution for each vector of concentrations, [..., K].</summary>
    /// <param name="concentration">The concentrations, more than 0.</param>
    /// <exception cref="ShapeException">The concentrations are a scalar or none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A concentration is not positive.</exception>
    public Dirichlet(Tensor concentration) : base(
        Batch(concentration), ParameterChecks.Real(concentration, nameof(concentration)).DType, [concentration.Shape[^1]])
    {
        Concentration = ParameterChecks.Real(concentration, nameof(concentration));
        ParameterChecks.RequirePositive(nameof(Dirichlet), Concentration, nameof(concentration));
    }

    /// <summary>The concentrations, [..., K].</summary>
    public Tensor Concentration { get; }

    private Tensor Total => Concentration.Sum(-1, keepDim: true);

    /// <inheritdoc/>
    public override Tensor Mean => Concentration / Total;

    /// <inheritdoc/>
    public override Tensor Variance => Mean * (1 - Mean) / (Total + 1);

    /// <inheritdoc/>
    public override bool HasRSample => false;

    /// <inheritdoc/>
    public override Tensor Entropy()
    {
        var total = Total.Squeeze(-1);
        return LogB - (EventShape[0] - total) * total.Digamma() - ((Concentration - 1) * Concentration.Digamma()).Sum(-1);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Dirichlet(concentration: {Concentration.Shape})";

    private Tensor LogB => Concentration.Lgamma().Sum(-1) - Total.Squeeze(-1).Lgamma();

    private protected override Tensor Draw(Shape shape, Generator? generator)
    {
        var parts = Concentration.Expand(shape).StandardGamma(generator);
        return parts / parts.Sum(-1, keepDim: true);
    }

    private protected override Tensor LogProbOf(Tensor value) => Within(
        (value >= 0).All(-1), (Concentration - 1).Xlogy(value.Maximum(0)).Sum(-1) - LogB);

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is not Dirichlet other)
            return null;
        if (other.EventShape != EventShape)
            throw new ShapeException($"KlDivergence: {this} is over vectors of {EventShape[0]} and {other} of {other.EventShape[0]}.");
        var towards = Concentration.Digamma() - Total.Digamma();
        return other.LogB - LogB + ((Concentration - other.Concentration) * towards).Sum(-1);
    }

    private static Shape Batch(Tensor concentration)
    {
        ArgumentNullException.ThrowIfNull(concentration);
        if (concentration.Rank == 0 || concentration.Shape[^1] == 0)
            throw new ShapeException($"Dirichlet: the concentration is {concentration.Shape}; it must be [..., K] with K of 1 or more.");
        return new(concentration.Shape.AsSpan()[..^1]);
    }
}
