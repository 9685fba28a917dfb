namespace AutoGrad.Training;

/// <summary>Stops where a number rises above a value: an accuracy that is enough.</summary>
/// <param name="value">The value.</param>
/// <param name="monitor">What is watched, a series of the history.</param>
public sealed class StopAbove(double value, string monitor) : Watcher(monitor)
{
    /// <inheritdoc/>
    protected override void OnMeasured(Trainer trainer, double measured)
    {
        if (measured > value)
            trainer.Stop(FormattableString.Invariant($"{Monitor} is {measured:G6}, above {value:G6}"));
    }
}
