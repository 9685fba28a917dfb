using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>Stops where a number hardly changes any more: where it differs from the one before by less than some change, more than so many times
/// running.</summary>
public sealed class StopWhenFlat : Watcher
{
    private double last = double.NaN;
    private int count;

    /// <summary>A stop condition.</summary>
    /// <param name="change">The change.</param>
    /// <param name="times">How many such differences in a row are forgiven; the next one stops.</param>
    /// <param name="monitor">What is watched, a series of the history.</param>
    /// <exception cref="ArgumentOutOfRangeException">The change is not above 0, or the number of times negative.</exception>
    public StopWhenFlat(double change, int times = 3, string monitor = "validation/loss") : base(monitor)
    {
        if (!(change > 0))
            throw new ArgumentOutOfRangeException(nameof(change), change, "StopWhenFlat: the change is above 0.");
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        (Change, Times) = (change, times);
    }

    /// <summary>A difference of less than this counts.</summary>
    public double Change { get; }

    /// <summary>How many in a row are forgiven.</summary>
    public int Times { get; }

    /// <inheritdoc/>
    public override void OnFitStart(Trainer trainer)
    {
        base.OnFitStart(trainer);
        (last, count) = (double.NaN, 0);
    }

    /// <inheritdoc/>
    protected override void OnMeasured(Trainer trainer, double value)
    {
        count = Math.Abs(value - last) < Change ? count + 1 : 0;
        last = value;
        if (count > Times)
            trainer.Stop(FormattableString.Invariant($"{Monitor} changed by less than {Change:G6} {count} times running"));
    }

    /// <inheritdoc/>
    public override SavedState StateDict()
    {
        var state = base.StateDict();
        (state.Numbers["last"], state.Numbers["count"]) = (last, count);
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        (last, count) = (state.Require("last"), (int)state.Require("count"));
    }
}
