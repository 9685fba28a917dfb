namespace AutoGrad.Optim;

/// <summary>Exponential decay: start·gamma^step.</summary>
public sealed record ExponentialLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="gamma">What the rate is multiplied by at each step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public ExponentialLR(double gamma) =>
        Gamma = Hyper.NonNegative(gamma, nameof(gamma));

    /// <summary>What the rate is multiplied by at each step.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start * Math.Pow(Gamma, step);
}
