namespace AutoGrad.Distributions;

/// <summary>The distribution of e^x for x of a normal distribution.</summary>
public sealed class LogNormal : Distribution
{
    private readonly Normal normal;

    private LogNormal(Normal normal) : base(normal.BatchShape, normal.DType) => this.normal = normal;

    /// <summary>A distribution for each pair of parameters, which broadcast.</summary>
    /// <param name="loc">The mean of the logarithm.</param>
    /// <param name="scale">The standard deviation of the logarithm, more than 0.</param>
    /// <exception cref="ShapeException">The parameters do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A scale is not positive, or a parameter is NaN.</exception>
    public LogNormal(Tensor loc, Tensor scale) : this(new Normal(ParameterChecks.Aligned(nameof(LogNormal), loc, nameof(loc), scale, nameof(scale))))
    {
        ParameterChecks.RequireNumbers(nameof(LogNormal), Loc, nameof(loc));
        ParameterChecks.RequirePositive(nameof(LogNormal), Scale, nameof(scale));
    }

    /// <summary>The mean of the logarithm.</summary>
    public Tensor Loc => normal.Loc;

    /// <summary>The standard deviation of the logarithm.</summary>
    public Tensor Scale => normal.Scale;

    /// <inheritdoc/>
    public override Tensor Mean => (Loc + 0.5 * Scale.Square()).Exp();

    /// <inheritdoc/>
    public override Tensor Variance => Scale.Square().Expm1() * (2 * Loc + Scale.Square()).Exp();

    /// <inheritdoc/>
    public override Tensor Entropy() => normal.Entropy() + Loc;

    /// <inheritdoc/>
    public override string ToString() => $"LogNormal(loc: {Loc.Shape}, scale: {Scale.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) => (Loc + Scale * Tensor.Randn(shape, generator, DType)).Exp();

    private protected override Tensor LogProbOf(Tensor value)
    {
        var x = Tensor.Where(value > 0, value, 1).Log();
        return Within(value > 0, normal.LogProb(x) - x);
    }

    private protected override Tensor CdfOf(Tensor value) => Tensor.Where(value > 0, normal.Cdf(Tensor.Where(value > 0, value, 1).Log()), 0);

    private protected override Tensor ICdfOf(Tensor probability) => normal.ICdf(probability).Exp();

    private protected override Tensor? KlOf(Distribution q) => q is LogNormal other ? normal.KlDivergence(other.normal) : null;
}
