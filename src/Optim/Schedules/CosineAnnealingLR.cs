namespace AutoGrad.Optim;

/// <summary>Half a wave of the cosine: minRate + (start − minRate)·(1 + cos(π·step / period)) / 2; it rises again after the period. Loshchilov and Hutter, ICLR 2017.</summary>
public sealed record CosineAnnealingLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="period">After how many steps the least rate is reached.</param>
    /// <param name="minRate">The least rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is too small, or a number negative or not finite.</exception>
    public CosineAnnealingLR(int period, double minRate = 0)
    {
        Period = Hyper.AtLeast(1, period, nameof(period));
        MinRate = Hyper.NonNegative(minRate, nameof(minRate));
    }

    /// <summary>After how many steps the least rate is reached.</summary>
    public int Period { get; }

    /// <summary>The least rate.</summary>
    public double MinRate { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => MinRate + (start - MinRate) * (1 + Math.Cos(Math.PI * step / Period)) / 2;
}
