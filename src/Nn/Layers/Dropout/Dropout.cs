namespace AutoGrad.Nn;

/// <summary>
/// In training sets each element to 0 with probability p and divides the others by 1 − p, so that the expectation stays; in use returns its input.
/// Srivastava et al., JMLR 2014, in the inverted form.
/// </summary>
public sealed class Dropout : Module<Tensor, Tensor>
{
    private readonly Generator? generator;

    /// <summary>A dropout.</summary>
    /// <param name="p">The probability of an element to be dropped.</param>
    /// <param name="generator">Where the choices are drawn from.</param>
    /// <exception cref="ArgumentOutOfRangeException">p does not lie in [0, 1].</exception>
    public Dropout(double p = 0.5, Generator? generator = null)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "Dropout: p is a probability and must lie in [0, 1].");
        P = p;
        this.generator = generator;
    }

    /// <summary>The probability of an element to be dropped.</summary>
    public double P { get; }

    /// <inheritdoc/>
    /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, null);
        return x.Dropout(P, IsTraining, generator);
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"p: {P}");
}
