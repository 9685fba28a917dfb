namespace AutoGrad.Optim;

/// <summary>
/// The exponentially weighted average of a series of numbers: v = beta·v + (1 − beta)·x from v = 0, over about the last 1 / (1 − beta). Since it
/// starts from 0 it is too small at first; divided by 1 − betaᵗ it is not.
/// </summary>
public sealed class MovingAverage
{
    private double average;

    /// <summary>An average of nothing yet.</summary>
    /// <param name="beta">How much of the average is kept each time.</param>
    /// <param name="correctBias">Whether to correct for the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">Beta does not lie in [0, 1).</exception>
    public MovingAverage(double beta = 0.9, bool correctBias = true) => (Beta, CorrectBias) = (Hyper.Fraction(beta, nameof(beta)), correctBias);

    /// <summary>How much of the average is kept each time.</summary>
    public double Beta { get; }

    /// <summary>Whether the start is corrected for.</summary>
    public bool CorrectBias { get; }

    /// <summary>How many numbers there were.</summary>
    public long Count { get; private set; }

    /// <summary>The average; NaN, or 0 where the start is not corrected for, before the first number.</summary>
    public double Value => CorrectBias ? average / (1 - Math.Pow(Beta, Count)) : average;

    /// <summary>Takes in a number.</summary>
    /// <returns>The average with it.</returns>
    public double Add(double value)
    {
        average = Beta * average + (1 - Beta) * value;
        Count++;
        return Value;
    }

    /// <summary>The average as it is, and how many numbers there were.</summary>
    public SavedState StateDict() => new(nameof(MovingAverage)) { Numbers = { ["average"] = average, ["count"] = Count } };

    /// <summary>Goes on where the average that made the state was.</summary>
    /// <param name="state">From <see cref="StateDict"/>.</param>
    /// <exception cref="SavedStateException">Something does not fit; nothing was changed.</exception>
    public void LoadStateDict(SavedState state)
    {
        var reader = new StateReader(state, nameof(MovingAverage));
        var (newAverage, newCount) = (reader.Number("average"), reader.Count("count"));
        reader.Finish();
        (average, Count) = (newAverage, newCount);
    }
}
