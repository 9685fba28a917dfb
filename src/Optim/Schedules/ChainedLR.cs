namespace AutoGrad.Optim;

/// <summary>Several schedules at once, each starting from what the one before gives; those that multiply are multiplied.</summary>
public sealed record ChainedLR : Schedule
{
    private readonly Schedule[] schedules;

    /// <summary>A schedule.</summary>
    /// <param name="schedules">The schedules, one at least.</param>
    /// <exception cref="ArgumentException">There is none, or one is null.</exception>
    public ChainedLR(params IEnumerable<Schedule> schedules)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        this.schedules = [.. schedules];
        if (this.schedules.Length == 0 || this.schedules.Contains(null!))
            throw new ArgumentException("ChainedLR: give one schedule at least, and none that is null.", nameof(schedules));
    }

    /// <summary>The schedules.</summary>
    public IReadOnlyList<Schedule> Schedules => schedules;

    /// <inheritdoc/>
    public override double RateAt(int step, double start)
    {
        foreach (var schedule in schedules)
            start = schedule.RateAt(step, start);
        return start;
    }

    /// <inheritdoc/>
    public override double? MomentumAt(int step, double start)
    {
        double? momentum = null;
        foreach (var schedule in schedules)
            momentum = schedule.MomentumAt(step, momentum ?? start) ?? momentum;
        return momentum;
    }
}
