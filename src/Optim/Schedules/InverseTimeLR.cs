namespace AutoGrad.Optim;

/// <summary>start / (1 + decay·step): 0.2, 0.1, 0.067, 0.05 for a start of 0.2 and a decay of 1.</summary>
public sealed record InverseTimeLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="decay">How fast the rate falls.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public InverseTimeLR(double decay) =>
        Decay = Hyper.NonNegative(decay, nameof(decay));

    /// <summary>How fast the rate falls.</summary>
    public double Decay { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start / (1 + Decay * step);
}
