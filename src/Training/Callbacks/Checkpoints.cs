using System.Globalization;
using AutoGrad.Interop;

namespace AutoGrad.Training;

/// <summary>
/// Saves checkpoints to a folder while a training goes on, from which Fit's <c>resumeFrom</c> goes on to the same bits, whenever the process died.
/// Each is <c>step-000001234.checkpoint</c>, written whole or not at all; the weights of the best value are <c>best.safetensors</c>, for
/// <c>net.Load</c>.
/// </summary>
public sealed class Checkpoints : Callback
{
    private const string Prefix = "step-", Extension = ".checkpoint";

    private readonly bool? maximize;
    private int seen;

    /// <summary>Checkpoints in a folder.</summary>
    /// <param name="folder">Where; made if it is not there.</param>
    /// <param name="everyEpochs">Every how many epochs one is saved; 0 for never.</param>
    /// <param name="everySteps">Every how many steps one is saved; 0 for never.</param>
    /// <param name="keep">How many of the latest are kept; 0 for all.</param>
    /// <param name="best">The series whose best value has its weights saved; null for none. Where it is not
    /// measured, no weights are saved.</param>
    /// <param name="maximize">Whether more is better; if left out, what the metric says, and not for losses.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public Checkpoints(string folder, int everyEpochs = 1, int everySteps = 0, int keep = 3, string? best = "validation/loss", bool? maximize = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(everyEpochs);
        ArgumentOutOfRangeException.ThrowIfNegative(everySteps);
        ArgumentOutOfRangeException.ThrowIfNegative(keep);
        (Folder, EveryEpochs, EverySteps, Keep, Best, this.maximize) = (folder, everyEpochs, everySteps, keep, best, maximize);
    }

    /// <summary>Where they are.</summary>
    public string Folder { get; }

    /// <summary>Every how many epochs one is saved; 0 for never.</summary>
    public int EveryEpochs { get; }

    /// <summary>Every how many steps one is saved; 0 for never.</summary>
    public int EverySteps { get; }

    /// <summary>How many of the latest are kept; 0 for all.</summary>
    public int Keep { get; }

    /// <summary>The series whose best value has its weights saved; null for none.</summary>
    public string? Best { get; }

    /// <summary>The file with the weights of the best value.</summary>
    public string BestPath => Path.Combine(Folder, "best.safetensors");

    /// <summary>The best value so far; NaN before the first.</summary>
    public double BestValue { get; private set; } = double.NaN;

    /// <summary>It comes last, so that what the others remember is up to date.</summary>
    public override int Order => int.MaxValue;

    /// <summary>The latest checkpoint in a folder; null where there is none.</summary>
    public static string? Newest(string folder) => Files(folder).LastOrDefault();

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer)
    {
        Directory.CreateDirectory(Folder);
        (seen, BestValue) = (0, double.NaN);
        SaveBest(trainer);
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        if (EverySteps > 0 && trainer.Step % EverySteps == 0)
            Save(trainer);
    }

    /// <inheritdoc/>
    public override void OnValidationEnd(Trainer trainer) => SaveBest(trainer);

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        SaveBest(trainer);
        if (EveryEpochs > 0 && (trainer.Epoch % EveryEpochs == 0 || trainer.Epoch == trainer.LastEpoch || trainer.StopReason is not null))
            Save(trainer);
    }

    /// <inheritdoc/>
    public override void OnCancelled(Trainer trainer) => Save(trainer);

    private void Save(Trainer trainer)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{trainer.Step:000000000}{Extension}");
        trainer.ToCheckpoint().Save(Path.Combine(Folder, name));
        if (Keep == 0)
            return;
        foreach (string old in Files(Folder)[..^Math.Min(Keep, Files(Folder).Length)])
            File.Delete(old);
    }

    /// <summary>What is the best shows in the history, so there is nothing to remember.</summary>
    private void SaveBest(Trainer trainer)
    {
        if (Best is null)
            return;
        bool higher = maximize ?? trainer.Metrics.Any(metric => metric.HigherIsBetter && Best.EndsWith("/" + metric.Name, StringComparison.Ordinal));
        bool better = false;
        for (var series = trainer.History[Best]; seen < series.Count; seen++)
            if (double.IsNaN(BestValue) || (higher ? series[seen].Value > BestValue : series[seen].Value < BestValue))
                (BestValue, better) = (series[seen].Value, series[seen].Step == trainer.Step);
        if (better)
            trainer.Model.Save(BestPath);
    }

    /// <summary>The checkpoints in a folder, the latest last.</summary>
    private static string[] Files(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, $"{Prefix}*{Extension}").Where(static file => StepOf(file) >= 0).OrderBy(StepOf)];

    private static long StepOf(string file)
    {
        string number = Path.GetFileNameWithoutExtension(file)[Prefix.Length..];
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long step) ? step : -1;
    }
}
