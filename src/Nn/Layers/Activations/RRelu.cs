namespace AutoGrad.Nn;

/// <summary>
/// The rectifier with random slopes where x is negative: in training each element has one of its own, drawn between two bounds, and in use all have
/// their mean. Xu et al., 2015.
/// </summary>
public sealed class RRelu : Module<Tensor, Tensor>
{
    private readonly Generator? generator;

    /// <summary>A layer.</summary>
    /// <param name="lower">The least slope.</param>
    /// <param name="upper">The greatest slope.</param>
    /// <param name="generator">Where the slopes are drawn from.</param>
    /// <exception cref="ArgumentException">The bounds are not in order.</exception>
    public RRelu(double lower = 1.0 / 8, double upper = 1.0 / 3, Generator? generator = null)
    {
        if (!(lower <= upper))
            throw new ArgumentException(FormattableString.Invariant($"RRelu: lower is {lower} and upper is {upper}; lower must not be above upper."));
        (Lower, Upper, this.generator) = (lower, upper, generator);
    }

    /// <summary>The least slope.</summary>
    public double Lower { get; }

    /// <summary>The greatest slope.</summary>
    public double Upper { get; }

    /// <inheritdoc/>
    /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
    public override Tensor Forward(Tensor x)
    {
        Require.DType(this, x, null);
        return x.RRelu(Lower, Upper, IsTraining, generator);
    }

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"lower: {Lower}, upper: {Upper}");
}
