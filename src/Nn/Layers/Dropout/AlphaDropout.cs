namespace AutoGrad.Nn;

/// <summary>
/// In training sets each element to −1.7581, the least value of SELU, with probability p, and brings mean and variance back to 0 and 1 by scale and
/// shift; in use returns its input. Klambauer et al., "Self-normalizing neural networks", NIPS 2017.
/// </summary>
public sealed class AlphaDropout : Module<Tensor, Tensor>
{
    private const double Least = -1.7580993408473766;

    private readonly Generator? generator;

    /// <summary>A dropout.</summary>
    /// <param name="p">The probability of an element to be dropped.</param>
    /// <param name="generator">Where the choices are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">p does not lie in [0, 1].</exception>
    public AlphaDropout(double p = 0.5, Generator? generator = null)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "AlphaDropout: p is a probability and must lie in [0, 1].");
        (P, this.generator) = (p, generator);
    }

    /// <summary>The probability of an element to be dropped.</summary>
    public double P { get; }

    /// <inheritdoc/>
    /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, null);
        if (!IsTraining || P == 0)
            return x;
        if (P == 1)
            return x * 0;
        double scale = 1 / Math.Sqrt((1 - P) * (1 + P * Least * Least)), shift = -scale * Least * P;
        return Tensor.Where(Tensor.Rand(x.Shape, generator, x.DType) >= P, x, Least) * scale + shift;
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"p: {P}");
}
