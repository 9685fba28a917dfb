using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace AutoGrad.Training;

/// <summary>
/// Shows how far a training is: a bar with the loss, the learning rate and the time left, and a line for each epoch. Where the output is redirected,
/// or the console knows no escape sequences, there are the lines alone.
/// </summary>
public sealed class ProgressBar : Callback
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter? output;
    private readonly int everyEpochs;
    private readonly Stopwatch clock = new();
    private long stepsBefore, shownAt;
    private int epochsBefore;
    private Bar? bar;

    /// <summary>Progress on the console, or in a writer.</summary>
    /// <param name="output">Where lines go; the console, with a bar where it can, if left out.</param>
    /// <param name="everyEpochs">Every how many epochs there is a line; the last has one always.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public ProgressBar(TextWriter? output = null, int everyEpochs = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyEpochs, 1);
        (this.output, this.everyEpochs) = (output, everyEpochs);
    }

    /// <summary>It comes late, so that it shows what the others did.</summary>
    public override int Order => 1000;

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer)
    {
        (stepsBefore, epochsBefore) = (trainer.Step, trainer.Epoch);
        clock.Restart();
        bar?.Dispose();
        bar = output is null && !Console.IsOutputRedirected ? Bar.TryStart() : null;
    }

    /// <inheritdoc/>
    public override void OnStepEnd(Trainer trainer)
    {
        if (bar is null || clock.ElapsedTicks - shownAt < pause.Ticks * Stopwatch.Frequency / TimeSpan.TicksPerSecond)
            return;
        shownAt = clock.ElapsedTicks;
        double done = Done(trainer);
        bar.Show(done, string.Create(CultureInfo.InvariantCulture,
            $"epoch {trainer.Epoch}/{trainer.LastEpoch}  loss {trainer.EpochLoss:0.0000}  rate {trainer.Optimizer.LearningRate:G3}  ") +
            $"{Left(trainer, done)} left");
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(Trainer trainer)
    {
        if (trainer.Epoch % everyEpochs != 0 && trainer.Epoch != trainer.LastEpoch && trainer.StopReason is null)
            return;
        var numbers = trainer.History.Names.Where(name =>
            trainer.History[name] is [.., var last] && last.Epoch == trainer.Epoch && !name.StartsWith("step/", StringComparison.Ordinal) &&
            !name.EndsWith("/weight norm", StringComparison.Ordinal) && !name.EndsWith("/gradient norm", StringComparison.Ordinal)); // For the report.
        Line(string.Create(CultureInfo.InvariantCulture,
            $"epoch {trainer.Epoch}/{trainer.LastEpoch}: {string.Join(", ", numbers.Select(name => Text(name, trainer.History.Last(name))))}, ") +
            $"{Time(clock.Elapsed)}, {Left(trainer, Done(trainer))} left");
    }

    /// <inheritdoc/>
    public override void OnFitEnd(Trainer trainer)
    {
        bar?.Dispose();
        bar = null;
        if (trainer.IsCancelled)
            Line(string.Create(CultureInfo.InvariantCulture, $"cancelled in epoch {trainer.Epoch} after step {trainer.Step}"));
        else if (trainer.StopReason is { } reason)
            Line($"stopped: {reason}");
    }

    /// <inheritdoc/>
    public override void OnFailure(Trainer trainer, Exception reason)
    {
        bar?.Dispose();
        bar = null;
    }

    /// <summary>The share of the epochs of this call of Fit that is done.</summary>
    private static double Done(Trainer trainer)
    {
        double within = trainer.Batches is { } batches and > 0 ? Math.Min(1, (double)trainer.Batch / batches) : 0;
        return trainer.LastEpoch == 0 ? 1 : Math.Min(1, (trainer.Epoch - 1 + within) / trainer.LastEpoch);
    }

    private string Left(Trainer trainer, double done)
    {
        double before = (double)epochsBefore / trainer.LastEpoch;
        return done > before && trainer.Step > stepsBefore ? Time(clock.Elapsed * Math.Min(1e6, (1 - done) / (done - before))) : "?";
    }

    private static string Text(string name, double value) => string.Create(CultureInfo.InvariantCulture, $"{name} {value:G5}");

    private static string Time(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private void Line(string text)
    {
        if (bar?.TryLine(text) == true)
            return;
        try
        {
            (output ?? Console.Out).WriteLine(text);
        }
        catch (Exception reason) when (reason is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // A training does not fail because nobody reads of its progress.
        }
    }

    /// <summary>The bar, which a thread of its own draws.</summary>
    private sealed class Bar : IDisposable
    {
        private readonly TaskCompletionSource over;
        private readonly ProgressTask task;
        private readonly Task drawing;

        private Bar(ProgressTask task, Task drawing, TaskCompletionSource over) => (this.task, this.drawing, this.over) = (task, drawing, over);

        /// <summary>Starts to draw; null where the console cannot, or draws something else.</summary>
        public static Bar? TryStart()
        {
            try
            {
                if (!AnsiConsole.Profile.Capabilities.Ansi || !AnsiConsole.Profile.Capabilities.Interactive)
                    return null;
                var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                ProgressTask? task = null;
                var drawing = AnsiConsole.Progress().AutoClear(true).HideCompleted(false)
                    .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                    .StartAsync(context =>
                    {
                        task = context.AddTask("starting", maxValue: 1);
                        return over.Task;
                    });
                return task is null || drawing.IsFaulted ? null : new(task, drawing, over);
            }
            catch (Exception reason) when (reason is InvalidOperationException or IOException or PlatformNotSupportedException)
            {
                return null;
            }
        }

        public void Show(double share, string text)
        {
            task.Value = share;
            task.Description = Markup.Escape(text);
        }

        public bool TryLine(string text)
        {
            try
            {
                AnsiConsole.WriteLine(text);
                return true;
            }
            catch (Exception reason) when (reason is InvalidOperationException or IOException)
            {
                return false;
            }
        }

        public void Dispose()
        {
            over.TrySetResult();
            try
            {
                drawing.Wait();
            }
            catch (AggregateException)
            {
                // Whatever went wrong with drawing, the training did not.
            }
        }
    }
}
