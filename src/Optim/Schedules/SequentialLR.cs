namespace AutoGrad.Optim;

/// <summary>One schedule after another, each beginning with its step 0 and the same start: warm-up, then decay.</summary>
public sealed record SequentialLR : Schedule
{
    private readonly Schedule[] schedules;
    private readonly int[] milestones;

    /// <summary>A schedule.</summary>
    /// <param name="schedules">The schedules in their order.</param>
    /// <param name="milestones">At which step each but the first begins, ascending.</param>
    /// <exception cref="ArgumentException">The milestones are not one fewer than the schedules, or do not ascend.</exception>
    public SequentialLR(IEnumerable<Schedule> schedules, IEnumerable<int> milestones)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        ArgumentNullException.ThrowIfNull(milestones);
        (this.schedules, this.milestones) = ([.. schedules], [.. milestones]);
        if (this.schedules.Length == 0 || this.schedules.Contains(null!) || this.milestones.Length != this.schedules.Length - 1)
            throw new ArgumentException(
                $"SequentialLR: {this.schedules.Length} schedules need {Math.Max(0, this.schedules.Length - 1)} milestones, one where each but the " +
                $"first begins; there are {this.milestones.Length}.", nameof(milestones));
        for (int i = 0; i < this.milestones.Length; i++)
            if (this.milestones[i] <= (i == 0 ? 0 : this.milestones[i - 1]))
                throw new ArgumentException(
                    $"SequentialLR: the milestones are {string.Join(", ", this.milestones)}; they must ascend, from 1 on.", nameof(milestones));
    }

    /// <summary>The schedules.</summary>
    public IReadOnlyList<Schedule> Schedules => schedules;

    /// <summary>At which step each but the first begins.</summary>
    public IReadOnlyList<int> Milestones => milestones;

    /// <inheritdoc/>
    public override double RateAt(int step, double start)
    {
        var (schedule, within) = At(step);
        return schedule.RateAt(within, start);
    }

    /// <inheritdoc/>
    public override double? MomentumAt(int step, double start)
    {
        var (schedule, within) = At(step);
        return schedule.MomentumAt(within, start);
    }

    private (Schedule, int) At(int step)
    {
        int at = milestones.Length;
        while (at > 0 && milestones[at - 1] > step)
            at--;
        return (schedules[at], at == 0 ? step : step - milestones[at - 1]);
    }
}
