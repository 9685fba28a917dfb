namespace AutoGrad.Optim;

/// <summary>start·factor(step), for a function of one's own.</summary>
public sealed record LambdaLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="factor">What the rate is multiplied by after so many steps.</param>
    public LambdaLR(Func<int, double> factor) =>
        Factor = factor ?? throw new ArgumentNullException(nameof(factor));

    /// <summary>What the rate is multiplied by after so many steps.</summary>
    public Func<int, double> Factor { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start * Factor(step);
}
