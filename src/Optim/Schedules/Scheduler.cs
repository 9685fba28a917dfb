namespace AutoGrad.Optim;

/// <summary>An optimizer on a schedule: each <see cref="Step"/> sets its learning rates, and its momentum where the schedule says so.</summary>
public sealed class Scheduler
{
    private readonly Func<IReadOnlyList<ParameterGroup>> groups;
    private readonly List<(double Rate, double? Momentum)> starts = [];

    internal Scheduler(Schedule schedule, Func<IReadOnlyList<ParameterGroup>> groups, int every)
    {
        (Schedule, this.groups, Every) = (schedule, groups, Hyper.AtLeast(1, every, nameof(every)));
        var before = groups().Select(static group => (group, group.LearningRate, group.Inertia)).ToArray();
        try
        {
            Apply();
        }
        catch
        {
            foreach (var (group, rate, momentum) in before)
                (group.LearningRate, group.Inertia) = (rate, momentum);
            throw;
        }
    }

    /// <summary>The schedule.</summary>
    public Schedule Schedule { get; }

    /// <summary>How many calls of <see cref="Step"/> make one step of the schedule.</summary>
    public int Every { get; }

    /// <summary>How often <see cref="Step"/> was called.</summary>
    public long Steps { get; private set; }

    /// <summary>The learning rates of the groups at present.</summary>
    public IReadOnlyList<double> LearningRates => [.. groups().Select(static group => group.LearningRate)];

    /// <summary>Goes on by one step, after the optimizer's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The schedule gives a rate that is negative or not finite.</exception>
    public void Step()
    {
        Steps++;
        if (Steps % Every == 0)
            Apply();
    }

    /// <summary>How far it is, and where the groups started. The schedule itself is not part of it.</summary>
    public SavedState StateDict()
    {
        var state = new SavedState(Schedule.GetType().Name) { Numbers = { ["steps"] = Steps, ["groups"] = starts.Count } };
        for (int i = 0; i < starts.Count; i++)
        {
            state.Numbers[$"groups.{i}.learningRate"] = starts[i].Rate;
            if (starts[i].Momentum is { } momentum)
                state.Numbers[$"groups.{i}.momentum"] = momentum;
        }
        return state;
    }

    /// <summary>Goes on where the scheduler that made the state was, and sets the learning rates to what they were then.</summary>
    /// <param name="state">From <see cref="StateDict"/> of a schedule of the same kind over as many groups.</param>
    /// <exception cref="SavedStateException">Something does not fit; nothing was changed.</exception>
    public void LoadStateDict(SavedState state)
    {
        var reader = new StateReader(state, Schedule.GetType().Name);
        long steps = reader.Count("steps"), count = reader.Count("groups");
        if (count != starts.Count)
            reader.Note($"groups is {count} in the state, and there are {starts.Count}.");
        var loaded = new List<(double, double?)>();
        for (int i = 0; i < starts.Count; i++)
            loaded.Add((
                reader.Number($"groups.{i}.learningRate"), starts[i].Momentum is null ? null : reader.Number($"groups.{i}.momentum")));
        foreach (var (rate, momentum) in loaded)
            if (!(rate >= 0 && double.IsFinite(rate)) || momentum is { } number && !(number >= 0 && double.IsFinite(number)))
                reader.Note("Rates and momenta must be 0 or more, and finite.");
        reader.Finish();
        starts.Clear();
        starts.AddRange(loaded);
        Steps = steps;
        Apply();
    }

    /// <summary>How far it is: <c>StepLR { StepSize = 30, Gamma = 0.1 } at step 12</c>.</summary>
    public override string ToString() => $"{Schedule} at step {Steps}";

    private void Apply()
    {
        int step = checked((int)(Steps / Every));
        var all = groups();
        for (int i = 0; i < all.Count; i++)
        {
            if (i == starts.Count) // A group that joined later starts where it is.
                starts.Add((all[i].LearningRate, all[i].Inertia));
            var (rate, momentum) = starts[i];
            all[i].LearningRate = Schedule.RateAt(step, rate);
            if (Schedule.MomentumAt(step, momentum ?? 0) is { } scheduled)
                all[i].Inertia = momentum is null
                    ? throw new ArgumentException($"{Schedule.GetType().Name}: the optimizer has no momentum to set; pass cycleMomentum: false.")
                    : scheduled;
        }
    }
}
