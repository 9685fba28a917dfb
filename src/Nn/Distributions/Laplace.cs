namespace AutoGrad.Distributions;

/// <summary>The Laplace distribution, with density e^(−|x − loc|/scale) / (2·scale).</summary>
public sealed class Laplace : Distribution
{
    private Laplace((Tensor Loc, Tensor Scale) parameters) : base(parameters.Loc.Shape, parameters.Loc.DType) => (Loc, Scale) = parameters;

    /// <summary>A distribution for each pair of parameters, which broadcast.</summary>
    /// <param name="loc">The mean.</param>
    /// <param name="scale">The mean distance from it, more than 0.</param>
    /// <exception cref="ShapeException">The parameters do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A scale is not positive, or a parameter is NaN.</exception>
    public Laplace(Tensor loc, Tensor scale) : this(ParameterChecks.Aligned(nameof(Laplace), loc, nameof(loc), scale, nameof(scale)))
    {
        ParameterChecks.RequireNumbers(nameof(Laplace), Loc, nameof(loc));
        ParameterChecks.RequirePositive(nameof(Laplace), Scale, nameof(scale));
    }

    /// <summary>The mean.</summary>
    public Tensor Loc { get; }

    /// <summary>The mean distance from it.</summary>
    public Tensor Scale { get; }

    /// <inheritdoc/>
    public override Tensor Mean => Loc;

    /// <inheritdoc/>
    public override Tensor Variance => 2 * Scale.Square();

    /// <inheritdoc/>
    public override Tensor Entropy() => 1 + (2 * Scale).Log();

    /// <inheritdoc/>
    public override string ToString() => $"Laplace(loc: {Loc.Shape}, scale: {Scale.Shape})";

    private protected override Tensor Draw(Shape shape, Generator? generator)
    {
        // A distance and a side; 1 − u is never 0, so that the distance is finite.
        var distance = -(-Uniformly(shape, generator)).Log1p();
        return Loc + Scale * Tensor.Where(Uniformly(shape, generator) < 0.5, distance, -distance);
    }

    private protected override Tensor LogProbOf(Tensor value) => -((value - Loc) / Scale).Abs() - (2 * Scale).Log();

    private protected override Tensor CdfOf(Tensor value)
    {
        var x = (value - Loc) / Scale;
        return 0.5 - 0.5 * x.Sign() * (-x.Abs()).Expm1();
    }

    private protected override Tensor ICdfOf(Tensor probability)
    {
        var side = probability.To(DType) - 0.5;
        return Loc - Scale * side.Sign() * (-2 * side.Abs()).Log1p();
    }

    private protected override Tensor? KlOf(Distribution q)
    {
        if (q is not Laplace other)
            return null;
        Tensor ratio = Scale / other.Scale, distance = (Loc - other.Loc).Abs();
        return distance / other.Scale + ratio * (-distance / Scale).Exp() - 1 - ratio.Log();
    }
}
