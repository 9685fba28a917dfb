namespace AutoGrad.Distributions;

/// <summary>The normal distribution, with density e^(−((x − loc)/scale)²/2) / (scale·√(2π)).</summary>
public sealed class Normal : Distribution
{
    private static readonly double HalfLog2Pi = 0.5 * Math.Log(2 * Math.PI);

    internal Normal((Tensor Loc, Tensor Scale) parameters) : base(parameters.Loc.Shape, parameters.Loc.DType) => (Loc, Scale) = parameters;

    /// <summary>A distribution for each pair of parameters, which broadcast.</summary>
    /// <param name="loc">The mean.</param>
    /// <param name="scale">The standard deviation, more than 0.</param>
    /// <exception cref="ShapeException">The parameters do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A scale is not positive, or a parameter is NaN.</exception>
    public Normal(Tensor loc, Tensor scale) : this(ParameterChecks.Aligned(nameof(Normal), loc, nameof(loc), scale, nameof(scale)))
    {
        ParameterChecks.RequireNumbers(nameof(Normal), Loc, nameof(loc));
        ParameterChecks.RequirePositive(nameof(Normal), Scale, nameof(scale));
    }

    /// <summary>The mean.</summary>
    public Tensor Loc { get; }

    /// <summary>The standard deviation.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <inheritdoc/>
    public override Tensor Variance => Scale.Square();

    /// <inheritdoc/>
    public override Tensor Entropy() => 0.5 + HalfLog2Pi + Scale.Log();

    /// <inheritdoc/>
    public override string ToString() => $"Normal(loc: {Loc.Shape}, scale: {Scale.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) => Loc + Scale * Tensor.Randn(shape, generator, DType);

    private protected override Tensor LogProbOf(Tensor value) => -0.5 * ((value - Loc) / Scale).Square() - Scale.Log() - HalfLog2Pi;

    private protected override Tensor CdfOf(Tensor value) => 0.5 * (1 + ((value - Loc) / (Scale * Math.Sqrt(2))).Erf());

    private protected override Tensor ICdfOf(Tensor probability) => Loc + Scale * Math.Sqrt(2) * (2 * probability.To(DType) - 1).Erfinv();

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is not Normal other)
            return null;
        var ratio = (Scale / other.Scale).Square();
        return 0.5 * (ratio + ((Loc - other.Loc) / other.Scale).Square() - 1 - ratio.Log());
    }

    /// <summary>The divergence from any distribution of one number whose moments and entropy are known; null of others.</summary>
    internal Tensor? KlFrom(Distribution p) => p is Uniform or Laplace or Exponential or Gamma or Beta or LogNormal
        ? HalfLog2Pi + Scale.Log() - p.Entropy() + 0.5 * (p.Variance + (p.Mean - Loc).Square()) / Scale.Square()
        : null;
}
