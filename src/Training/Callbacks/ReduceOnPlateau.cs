using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>Reduces the learning rates where a number no longer improves; <see cref="ReduceLROnPlateau"/> tells the details.</summary>
/// <param name="plateau">What reduces them: <c>new ReduceLROnPlateau(optimizer, patience: 3)</c>.</param>
/// <param name="monitor">What is watched, a series of the history.</param>
public sealed class ReduceOnPlateau(ReduceLROnPlateau plateau, string monitor = "validation/loss") : Watcher(monitor)
{
    private readonly ReduceLROnPlateau plateau = plateau ?? throw new ArgumentNullException(nameof(plateau));

    /// <inheritdoc/>
    protected override void OnMeasured(Trainer trainer, double value) => plateau.Step(value);

    /// <inheritdoc/>
    public override SavedState StateDict() => plateau.StateDict();

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state) => plateau.LoadStateDict(state);
}
