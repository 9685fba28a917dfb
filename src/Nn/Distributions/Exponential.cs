namespace AutoGrad.Distributions;

/// <summary>The exponential distribution, with density rate·e^(−rate·x) for x ≥ 0.</summary>
public sealed class Exponential : Distribution
{
    /// <summary>A distribution for each rate.</summary>
    /// <param name="rate">The inverse of the mean, more than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is not positive.</exception>
    public Exponential(Tensor rate) : base(ParameterChecks.Real(rate, nameof(rate)).Shape, ParameterChecks.Real(rate, nameof(rate)).DType)
    {
        Rate = ParameterChecks.Real(rate, nameof(rate));
        ParameterChecks.RequirePositive(nameof(Exponential), Rate, nameof(rate));
    }

    /// <summary>The inverse of the mean.</summary>
    public Tensor Rate { get; }

    /// <inheritdoc/>
    public override Tensor Mean => Rate.Reciprocal();

    /// <inheritdoc/>
    public override Tensor Variance => Rate.Pow(-2);

    /// <inheritdoc/>
    public override Tensor Entropy() => 1 - Rate.Log();

    /// <inheritdoc/>
    public override string ToString() => $"Exponential(rate: {Rate.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) => -(-Uniformly(shape, generator)).Log1p() / Rate;

    private protected override Tensor LogProbOf(Tensor value) => Within(value >= 0, Rate.Log() - Rate * value);

    private protected override Tensor CdfOf(Tensor value) => -(-Rate * value.Maximum(0)).Expm1();

    private protected override Tensor ICdfOf(Tensor probability) => -(-probability.To(DType)).Log1p() / Rate;

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is Gamma)
            return new Gamma(Tensor.OnesLike(Rate), Rate).KlDivergence(q);
        if (q is not Exponential other)
            return null;
        var ratio = other.Rate / Rate;
        return ratio - 1 - ratio.Log();
    }
}
