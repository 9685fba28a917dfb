namespace AutoGrad.Optim;

/// <summary>Polynomial decay to 0: start·(1 − min(step, totalSteps) / totalSteps)^power.</summary>
public sealed record PolynomialLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="totalSteps">When 0 is reached.</param>
    /// <param name="power">The exponent.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public PolynomialLR(int totalSteps = 5, double power = 1)
    {
        TotalSteps = Hyper.AtLeast(1, totalSteps, nameof(totalSteps));
        Power = Hyper.NonNegative(power, nameof(power));
    }

    /// <summary>When 0 is reached.</summary>
    public int TotalSteps { get; }

    /// <summary>The exponent.</summary>
    public double Power { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start * Math.Pow(1 - (double)Math.Min(step, TotalSteps) / TotalSteps, Power);
}
