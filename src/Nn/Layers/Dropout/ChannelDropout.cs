namespace AutoGrad.Nn;

/// <summary>
/// In training sets each channel of each example to 0 with probability p and divides the others by 1 − p; in use returns its input. Neighbouring
/// elements of a channel resemble each other, so that dropping them one by one drops little. Tompson et al., CVPR 2015.
/// </summary>
public abstract class ChannelDropout : Module<Tensor, Tensor>
{
    private readonly Generator? generator;

    private protected ChannelDropout(double p, Generator? generator)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, $"{GetType().Name}: p is a probability and must lie in [0, 1].");
        (P, this.generator) = (p, generator);
    }

    /// <summary>The probability of a channel to be dropped.</summary>
    public double P { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes than the layer takes.</exception>
    /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
    public sealed override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, null);
        int lead = LeadingAxes(x.Rank);
        if (lead == 0)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be {Layouts}.");
        if (!IsTraining || P == 0)
            return x;
        if (P == 1)
            return x * 0;
        var kept = Tensor.Rand([.. x.Shape.AsSpan()[..lead], .. Enumerable.Repeat(1, x.Rank - lead)], generator, x.DType) >= P;
        return x * (kept.To(x.DType) * (1 / (1 - P)));
    }

    /// <summary>How many axes tell channels apart, 0 where there are too few or too many.</summary>
    private protected abstract int LeadingAxes(int rank);

    /// <summary>The shapes that are taken.</summary>
    private protected abstract string Layouts { get; }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"p: {P}");
}
