namespace AutoGrad.Training;

/// <summary>Stops where a number falls below a value, as course notes stop at a loss.</summary>
/// <param name="value">The value.</param>
/// <param name="monitor">What is watched: a series of the history, or <see cref="Watcher.StepLoss"/> for the loss of every step.</param>
public sealed class StopBelow(double value, string monitor = "train/loss") : Watcher(monitor)
{
    /// <inheritdoc/>
    protected override void OnMeasured(Trainer trainer, double measured)
    {
        if (measured < value)
            trainer.Stop(FormattableString.Invariant($"{Monitor} is {measured:G6}, below {value:G6}"));
    }
}
