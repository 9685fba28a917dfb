namespace AutoGrad.Optim;

/// <summary>Constant warm-up: start·factor for so many steps, then start.</summary>
public sealed record ConstantLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="factor">What the rate is multiplied by at first.</param>
    /// <param name="totalSteps">For how many steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor lies outside [0, 1], or the number of steps is negative.</exception>
    public ConstantLR(double factor = 1.0 / 3, int totalSteps = 5)
    {
        Factor = Hyper.UnitInterval(factor, nameof(factor));
        TotalSteps = Hyper.AtLeast(0, totalSteps, nameof(totalSteps));
    }

    /// <summary>What the rate is multiplied by at first.</summary>
    public double Factor { get; }

    /// <summary>For how many steps.</summary>
    public int TotalSteps { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => step < TotalSteps ? start * Factor : start;
}
