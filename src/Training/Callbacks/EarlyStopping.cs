using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// Stops where a number has not improved for a while, and brings back the weights of its best value. In a loop of one's own:
/// <c>if (stopping.Update(loss, net)) break;</c>, and then <c>stopping.RestoreBest(net)</c>.
/// </summary>
public sealed class EarlyStopping : Watcher
{
    private const string WeightPrefix = "best.";

    private IReadOnlyDictionary<string, Tensor>? weights;
    private bool? maximize;

    /// <summary>A stop condition.</summary>
    /// <param name="patience">After how many values in a row without improvement it stops.</param>
    /// <param name="minDelta">By how much a value must beat the best to count as an improvement.</param>
    /// <param name="monitor">What is watched, a series of the history.</param>
    /// <param name="maximize">Whether more is better; if left out, what the metric says, and not for losses.</param>
    /// <param name="restoreBest">Whether the model gets the weights of the best value at the end of Fit, however that comes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is less than 1, or the difference negative or not a number.</exception>
    public EarlyStopping(
        int patience = 5, double minDelta = 0, string monitor = "validation/loss", bool? maximize = null, bool restoreBest = true) : base(monitor)
    {
        if (patience < 1)
            throw new ArgumentOutOfRangeException(nameof(patience), patience, "EarlyStopping: the patience is at least 1.");
        if (!(minDelta >= 0))
            throw new ArgumentOutOfRangeException(nameof(minDelta), minDelta, "EarlyStopping: the least improvement is 0 or more.");
        (Patience, MinDelta, this.maximize, RestoresBest) = (patience, minDelta, maximize, restoreBest);
    }

    /// <summary>After how many values in a row without improvement it stops.</summary>
    public int Patience { get; }

    /// <summary>By how much a value must beat the best to count as an improvement.</summary>
    public double MinDelta { get; }

    /// <summary>Whether the model gets the weights of the best value at the end of Fit.</summary>
    public bool RestoresBest { get; }

    /// <summary>The best value so far; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The epoch of the best value; 0 before the first, and in loops of one's own.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>How many values came since the best one.</summary>
    public int Waited { get; private set; }

    /// <summary>Takes in a value; NaN is no improvement.</summary>
    /// <param name="value">The value.</param>
    /// <param name="model">Whose weights to keep where it is the best; null for nobody's.</param>
    /// <returns>Whether it is time to stop.</returns>
    public bool Update(double value, Module? model = null)
    {
        bool better = maximize == true ? value > Best + MinDelta : value < Best - MinDelta;
        if (better || double.IsNaN(Best) && !double.IsNaN(value))
        {
            (Best, Waited) = (value, 0);
            weights = model?.StateDict();
        }
        else
            Waited++;
        return Waited >= Patience;
    }

    /// <summary>Gives a model the weights that it had at the best value. Nothing happens where none were kept.</summary>
    public void RestoreBest(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (weights is not null)
            model.LoadStateDict(weights);
    }

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer)
    {
        base.OnFitStart(trainer);
        maximize ??= HigherIsBetter(trainer);
        Waited = 0;
    }

    /// <inheritdoc/>
    protected override void OnMeasured(Trainer trainer, double value)
    {
        bool stop = Update(value, RestoresBest ? trainer.Model : null);
        if (Waited == 0)
            BestEpoch = trainer.Epoch;
        if (stop)
            trainer.Stop(FormattableString.Invariant($"{Monitor} has not improved on {Best:G6} of epoch {BestEpoch} for {Waited} values"));
    }

    /// <inheritdoc/>
    public override void OnFitEnd(Trainer trainer)
    {
        if (RestoresBest)
            RestoreBest(trainer.Model);
    }

    /// <inheritdoc/>
    public override SavedState StateDict()
    {
        var state = base.StateDict();
        (state.Numbers["best"], state.Numbers["bestEpoch"], state.Numbers["waited"]) = (Best, BestEpoch, Waited);
        foreach (var (name, tensor) in weights ?? new Dictionary<string, Tensor>())
            state.Tensors.Add(WeightPrefix + name, tensor); // Never written to, so it need not be copied.
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (Best, BestEpoch, Waited) = (state.Require("best"), (int)state.Require("bestEpoch"), (int)state.Require("waited"));
        var loaded = state.Tensors.Where(static entry => entry.Key.StartsWith(WeightPrefix, StringComparison.Ordinal))
            .ToDictionary(static entry => entry.Key[WeightPrefix.Length..], static entry => entry.Value);
        weights = loaded.Count == 0 ? null : loaded;
    }
}
