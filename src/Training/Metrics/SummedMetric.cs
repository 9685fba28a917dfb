using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>A metric computed from a few sums over all items: derive, add to the sums in Update, and state the value.</summary>
/// <param name="sums">How many sums it has.</param>
public abstract class SummedMetric(int sums) : NumericMetric
{
    private readonly double[] sums = new double[sums];

    /// <summary>The sums so far.</summary>
    protected Span<double> Sums => sums;

    /// <inheritdoc/>
    public override void Reset() => Array.Clear(sums);

    /// <inheritdoc/>
    public override SavedState StateDict()
    {
        var state = base.StateDict();
        for (int i = 0; i < sums.Length; i++)
            state.Numbers.Add($"sums.{i}", sums[i]);
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var loaded = new double[sums.Length];
        for (int i = 0; i < sums.Length; i++)
            loaded[i] = state.Require($"sums.{i}");
        loaded.CopyTo(sums, 0);
    }
}
