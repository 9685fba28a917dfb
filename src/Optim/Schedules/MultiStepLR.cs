namespace AutoGrad.Optim;

/// <summary>Stairs at given steps: start·gamma^(how many milestones have been reached).</summary>
public sealed record MultiStepLR : Schedule
{
    private readonly int[] milestones;

    /// <summary>A schedule.</summary>
    /// <param name="milestones">The steps, in any order; one that stands twice counts twice.</param>
    /// <param name="gamma">What the rate is multiplied by at each.</param>
    /// <exception cref="ArgumentOutOfRangeException">A milestone is negative, or gamma is negative or not finite.</exception>
    public MultiStepLR(IEnumerable<int> milestones, double gamma = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        this.milestones = [.. milestones.Select(static m => Hyper.AtLeast(0, m, nameof(milestones))).Order()];
        Gamma = Hyper.NonNegative(gamma, nameof(gamma));
    }

    /// <summary>The steps, in order.</summary>
    public IReadOnlyList<int> Milestones => milestones;

    /// <summary>What the rate is multiplied by at each.</summary>
    public double Gamma { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start * Math.Pow(Gamma, milestones.Count(milestone => milestone <= step));
}
