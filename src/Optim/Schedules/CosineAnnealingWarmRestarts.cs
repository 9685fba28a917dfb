namespace AutoGrad.Optim;

/// <summary>The cosine with warm restarts: at the end of each period the rate jumps back to the start, and the next period is multiplier times as long. Loshchilov and Hutter, ICLR 2017.</summary>
public sealed record CosineAnnealingWarmRestarts : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="period">The length of the first period.</param>
    /// <param name="multiplier">How much longer each period is than the one before.</param>
    /// <param name="minRate">The rate that each period tends to.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public CosineAnnealingWarmRestarts(int period, int multiplier = 1, double minRate = 0)
    {
        Period = Hyper.AtLeast(1, period, nameof(period));
        Multiplier = Hyper.AtLeast(1, multiplier, nameof(multiplier));
        MinRate = Hyper.NonNegative(minRate, nameof(minRate));
    }

    /// <summary>The length of the first period.</summary>
    public int Period { get; }

    /// <summary>How much longer each period is than the one before.</summary>
    public int Multiplier { get; }

    /// <summary>The rate that each period tends to.</summary>
    public double MinRate { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start)
    {
        long within = step, length = Period;
        if (Multiplier == 1)
            within %= length;
        for (; within >= length; length *= Multiplier)
            within -= length;
        return MinRate + (start - MinRate) * (1 + Math.Cos(Math.PI * within / length)) / 2;
    }
}
