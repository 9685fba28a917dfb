namespace AutoGrad.Optim;

/// <summary>
/// Exponentially weighted averages of parameters: v = beta·v + (1 − beta)·p. With the correction they start at 0 and are divided by 1 − betaᵗ where they
/// are read; without, they start at the parameters.
/// </summary>
public sealed class ExponentialMovingAverage : WeightAverage
{
    /// <summary>Averages of the given parameters.</summary>
    /// <param name="parameters">What to average: a model's Parameters(), and Buffers() of floating-point numbers if they should be too.</param>
    /// <param name="beta">How much of the averages is kept each time.</param>
    /// <param name="correctBias">Whether to start at 0 and correct for it.</param>
    /// <exception cref="ArgumentException">There are no parameters, or one is given twice or cannot be averaged.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Beta does not lie in [0, 1).</exception>
    public ExponentialMovingAverage(IEnumerable<Tensor> parameters, double beta = 0.999, bool correctBias = true) : base(parameters, correctBias) =>
        (Beta, CorrectBias) = (Hyper.Fraction(beta, nameof(beta)), correctBias);

    /// <summary>How much of the averages is kept each time.</summary>
    public double Beta { get; }

    /// <summary>Whether the averages started at 0 and are corrected for it.</summary>
    public bool CorrectBias { get; }

    private protected override double Share => 1 - Beta;

    private protected override double Scale => CorrectBias ? 1 / (1 - Math.Pow(Beta, Updates)) : 1;
}
