namespace AutoGrad.Optim;

/// <summary>factor·start / √step, and at step 0 as at step 1.</summary>
public sealed record InverseSqrtLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="factor">What the rate at step 1 is, in units of the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public InverseSqrtLR(double factor = 1) =>
        Factor = Hyper.NonNegative(factor, nameof(factor));

    /// <summary>What the rate at step 1 is, in units of the start.</summary>
    public double Factor { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => Factor * start / Math.Sqrt(Math.Max(1, step));
}
