namespace AutoGrad.Distributions;

/// <summary>The uniform distribution over [low, high).</summary>
public sealed class Uniform : Distribution
{
    private Uniform((Tensor Low, Tensor High) bounds) : base(bounds.Low.Shape, bounds.Low.DType) => (Low, High) = bounds;

    /// <summary>A distribution for each pair of bounds, which broadcast.</summary>
    /// <param name="low">The lower bound, included.</param>
    /// <param name="high">The upper bound, excluded.</param>
    /// <exception cref="ShapeException">The bounds do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A lower bound is not below the upper one.</exception>
    public Uniform(Tensor low, Tensor high) : this(ParameterChecks.Aligned(nameof(Uniform), low, nameof(low), high, nameof(high))) =>
        ParameterChecks.RequirePositive(nameof(Uniform), High - Low, "high - low");

    /// <summary>The lower bound, included.</summary>
    public Tensor Low { get; }

    /// <summary>The upper bound, excluded.</summary>
    public Tensor High { get; }

    /// <inheritdoc/>
    public override Tensor Mean => (Low + High) * 0.5;

    /// <inheritdoc/>
    public override Tensor Variance => Width.Square() * (1.0 / 12);

    private Tensor Width => High - Low;

    /// <inheritdoc/>
    public override Tensor Entropy() => Width.Log();

    /// <inheritdoc/>
    public override string ToString() => $"Uniform(low: {Low.Shape}, high: {High.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator) => Low + Width * Uniformly(shape, generator);

    private protected override Tensor LogProbOf(Tensor value) => Within((value >= Low) & (value < High), -Width.Log());

    private protected override Tensor CdfOf(Tensor value) => ((value - Low) / Width).Clamp(0, 1);

    private protected override Tensor ICdfOf(Tensor probability) => Low + Width * probability;

    private protected override Tensor? KlOf(Distribution q) => q is Uniform other
        ? Tensor.Where((other.Low <= Low) & (other.High >= High), (other.Width / Width).Log(), double.PositiveInfinity)
        : null;
}
