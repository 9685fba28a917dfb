using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>Makes the optimizer follow a schedule, a step of which is an epoch, or a step of the optimizer.</summary>
/// <param name="schedule">The schedule.</param>
/// <param name="perStep">Whether it goes on after each step of the optimizer rather than after each epoch.</param>
public sealed class ScheduleCallback(Schedule schedule, bool perStep = false) : Callback
{
    private readonly Schedule schedule = schedule ?? throw new ArgumentNullException(nameof(schedule));
    private Scheduler? scheduler;

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer) => scheduler ??= schedule.For(trainer.Optimizer);

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        if (perStep)
            scheduler!.Step();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        if (!perStep)
            scheduler!.Step();
    }

    /// <inheritdoc/>
    public override SavedState StateDict() => scheduler?.StateDict() ?? base.StateDict();

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state) =>
        (scheduler ?? throw new InvalidOperationException("ScheduleCallback: it follows no optimizer yet.")).LoadStateDict(state);
}
