namespace AutoGrad.Distributions;

/// <summary>The beta distribution, with density xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b) in (0, 1).</summary>
public sealed class Beta : Distribution
{
    private Beta((Tensor A, Tensor B) parameters) : base(parameters.A.Shape, parameters.A.DType) => (Concentration1, Concentration0) = parameters;

    /// <summary>A distribution for each pair of parameters, which broadcast.</summary>
    /// <param name="concentration1">a, which draws towards 1; more than 0.</param>
    /// <param name="concentration0">b, which draws towards 0; more than 0.</param>
    /// <exception cref="ShapeException">The parameters do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive.</exception>
    public Beta(Tensor concentration1, Tensor concentration0)
        : this(ParameterChecks.Aligned(nameof(Beta), concentration1, nameof(concentration1), concentration0, nameof(concentration0)))
    {
        ParameterChecks.RequirePositive(nameof(Beta), Concentration1, nameof(concentration1));
        ParameterChecks.RequirePositive(nameof(Beta), Concentration0, nameof(concentration0));
    }

    /// <summary>a, which draws towards 1.</summary>
    public Tensor Concentration1 { get; }

    /// <summary>b, which draws towards 0.</summary>
    public Tensor Concentration0 { get; }

    private Tensor Total => Concentration1 + Concentration0;

    /// <inheritdoc/>
    public override Tensor Mean => Concentration1 / Total;

    /// <inheritdoc/>
    public override Tensor Variance => Concentration1 * Concentration0 / (Total.Square() * (Total + 1));

    /// <inheritdoc/>
    public override bool HasRSample => false;

    /// <inheritdoc/>
    public override Tensor Entropy() =>
        LogB - (Concentration1 - 1) * Concentration1.Digamma() - (Concentration0 - 1) * Concentration0.Digamma() + (Total - 2) * Total.Digamma();

    /// <inheritdoc/>
    public override string ToString() => $"Beta(concentration1: {Concentration1.Shape}, concentration0: {Concentration0.Shape})";

    private Tensor LogB => Concentration1.Lgamma() + Concentration0.Lgamma() - Total.Lgamma();

    private protected override Tensor Draw(Shape shape, Generator? generator)
    {
        var a = Concentration1.Expand(shape).StandardGamma(generator);
        return a / (a + Concentration0.Expand(shape).StandardGamma(generator));
    }

    private protected override Tensor LogProbOf(Tensor value)
    {
        var x = value.Clamp(0, 1);
        return Within((value >= 0) & (value <= 1), (Concentration1 - 1).Xlogy(x) + (Concentration0 - 1).Xlog1py(-x) - LogB);
    }

    private protected override Tensor? KlOf(Distribution q) => q is not Beta other
        ? null
        : other.LogB - LogB + (Concentration1 - other.Concentration1) * Concentration1.Digamma() +
            (Concentration0 - other.Concentration0) * Concentration0.Digamma() + (other.Total - Total) * Total.Digamma();
}
