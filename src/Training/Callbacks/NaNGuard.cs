using System.Text;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// Ends a training by an exception at the first loss or gradient that is NaN or infinite, before the step that would carry it into the parameters:
/// they are as they were. The message names the parameter, and the operation, which is looked for by computing the step once more with anomaly
/// detection.
/// </summary>
/// <param name="gradients">Whether to look at the gradients of every step, which takes about as long as clipping them, and not at its loss
/// alone.</param>
public sealed class NaNGuard(bool gradients = true) : Callback
{
    private Tensor[] parameters = [];

    /// <summary>It comes first, so that nobody makes more of a gradient that is not finite.</summary>
    public override int Order => -1000;

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer) => parameters = trainer.OptimizedParameters();

    /// <inheritdoc/>
    /// <exception cref="NonFiniteException">The loss, or a gradient, is not finite.</exception>
    public override void OnGradients(Trainer trainer)
    {
        if (!double.IsFinite(trainer.StepLoss))
            throw Explain(trainer, FormattableString.Invariant($"the loss is {trainer.StepLoss}"), null);
        if (!gradients || double.IsFinite(GradientClipping.GlobalNorm(parameters)))
            return;
        for (int i = 0; i < parameters.Length; i++)
            if (GradientClipping.GlobalNorm([parameters[i]]) is var norm && !double.IsFinite(norm))
            {
                string name = trainer.NameOf(parameters[i], i);
                throw Explain(trainer, FormattableString.Invariant($"the gradient of {name} {parameters[i].Shape} has the norm {norm}"), name);
            }
    }

    private NonFiniteException Explain(Trainer trainer, string what, string? parameter)
    {
        var text = new StringBuilder(FormattableString.Invariant(
            $"NaNGuard: in step {trainer.Step + 1}, epoch {trainer.Epoch}, {what}. The step was not taken; the parameters are as they were."));
        string[] bad = [.. parameters.Index().Where(static entry => !Finite(entry.Item)).Select(entry => trainer.NameOf(entry.Item, entry.Index))];
        if (bad.Length > 0)
            text.Append($"\n  Not finite already: {string.Join(", ", bad)}.");
        foreach (var (i, (inputs, targets)) in trainer.StepBatches.Index())
            if (!Finite(inputs) || !Finite(targets))
                text.Append($"\n  The data are not finite: {(Finite(inputs) ? "targets" : "inputs")} of batch {trainer.Batch + i}, from 0.");
        text.Append(trainer.FindAnomaly() is { } found
            ? $"\n  Found by anomaly detection: {found.ReplaceLineEndings("\n  ")}"
            : "\n  Anomaly detection found nothing where the step was computed once more. Run the loop inside " +
                "using (Autodiff.DetectAnomaly(checkForward: true)).");
        return new(text.ToString(), parameter, trainer.Step + 1, trainer.Epoch);
    }

    private static bool Finite(Tensor x) => !x.DType.IsFloatingPoint || x.ElementCount == 0 ||
        double.IsFinite(x.Detach().To(DType.Float64).Abs().Max().Item());
}

/// <summary>A loss or gradient that is NaN or infinite, found by <see cref="NaNGuard"/>.</summary>
public sealed class NonFiniteException : ArithmeticException
{
    internal NonFiniteException(string message, string? parameter, long step, int epoch) : base(message) =>
        (Parameter, Step, Epoch) = (parameter, step, epoch);

    /// <summary>The first parameter whose gradient is not finite; null where it is the loss.</summary>
    public string? Parameter { get; }

    /// <summary>The step that was not taken, from 1.</summary>
    public long Step { get; }

    /// <summary>Its epoch, from 1.</summary>
    public int Epoch { get; }
}
