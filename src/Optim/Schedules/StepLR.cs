namespace AutoGrad.Optim;

/// <summary>A staircase: start·gamma^⌊step / stepSize⌋.</summary>
public sealed record StepLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="stepSize">How many steps the rate stays the same.</param>
    /// <param name="gamma">What the rate is multiplied by.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public StepLR(int stepSize, double gamma = 0.1)
    {
        StepSize = Hyper.AtLeast(1, stepSize, nameof(stepSize));
        Gamma = Hyper.NonNegative(gamma, nameof(gamma));
    }

    /// <summary>How many steps the rate stays the same.</summary>
    public int StepSize { get; }

    /// <summary>What the rate is multiplied by.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start * Math.Pow(Gamma, step / StepSize);
}
