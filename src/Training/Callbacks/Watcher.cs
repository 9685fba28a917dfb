namespace AutoGrad.Training;

/// <summary>A callback that watches a series of the history: <see cref="OnMeasured"/> is called for every new value.</summary>
public abstract class Watcher : Callback
{
    /// <summary>The loss of each step, which need not be in the history to be watched.</summary>
    public const string StepLoss = "step/loss";

    private const string ValidationSeries = "validation/";

    private int seen;

    /// <summary>A callback that watches a series.</summary>
    /// <param name="monitor">The series: <c>validation/loss</c>, <c>train/accuracy</c>, <c>step/loss</c>.</param>
    protected Watcher(string monitor)
    {
        ArgumentException.ThrowIfNullOrEmpty(monitor);
        Monitor = monitor;
    }

    /// <summary>The series.</summary>
    public string Monitor { get; }

    /// <summary>Called for every new value.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="value">The value.</param>
    protected abstract void OnMeasured(Trainer trainer, double value);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The series cannot come about.</exception>
    public override void OnFitStart(Trainer trainer)
    {
        if (Monitor.StartsWith(ValidationSeries, StringComparison.Ordinal) && !trainer.HasValidation)
            throw new InvalidOperationException(
                $"{GetType().Name} watches {Monitor}, and there are no validation data. Give some to Fit, or watch another series: " +
                $"new {GetType().Name}(…, monitor: \"train/loss\").");
        string name = Monitor[(Monitor.IndexOf('/') + 1)..];
        bool measured = Monitor.StartsWith(ValidationSeries, StringComparison.Ordinal) || Monitor.StartsWith("train/", StringComparison.Ordinal);
        if (measured && name != "loss" && !trainer.Metrics.Any(metric => metric is NumericMetric && metric.Name == name))
            throw new InvalidOperationException(
                $"{GetType().Name} watches {Monitor}, and the trainer's metrics are " +
                $"{(trainer.Metrics.Count == 0 ? "none" : string.Join(", ", trainer.Metrics.Select(static metric => metric.Name)))}.");
        seen = trainer.History[Monitor].Count;
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        if (Monitor == StepLoss)
            OnMeasured(trainer, trainer.StepLoss);
        else
            Look(trainer);
    }

    /// <inheritdoc/>
    public override void OnValidationEnd(Trainer trainer) => Look(trainer);

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer) => Look(trainer);

    /// <summary>Whether more of what is watched is better: what the metric says, and not for losses.</summary>
    private protected bool HigherIsBetter(Trainer trainer)
    {
        string name = Monitor[(Monitor.IndexOf('/') + 1)..];
        return trainer.Metrics.FirstOrDefault(metric => metric.Name == name) is { HigherIsBetter: true };
    }

    private void Look(Trainer trainer)
    {
        if (Monitor == StepLoss)
            return;
        for (var series = trainer.History[Monitor]; seen < series.Count; seen++)
            OnMeasured(trainer, series[seen].Value);
    }
}
