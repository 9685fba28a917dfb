namespace AutoGrad.Optim;

/// <summary>
/// Multiplies the learning rates by a factor where a metric, such as the validation loss, has not improved for a while: <c>plateau.Step(loss)</c>
/// after each epoch.
/// </summary>
public sealed class ReduceLROnPlateau
{
    private readonly Optimizer optimizer;
    private long badSteps, coolingSteps;

    /// <summary>A schedule that watches a metric.</summary>
    /// <param name="optimizer">Whose learning rates to reduce.</param>
    /// <param name="maximize">Whether more is better, as with an accuracy.</param>
    /// <param name="factor">What the rates are multiplied by.</param>
    /// <param name="patience">How many steps without improvement are forgiven; the next one reduces.</param>
    /// <param name="threshold">By how much a metric must beat the best to count as an improvement.</param>
    /// <param name="absolute">Whether the threshold is an amount rather than a share of the best.</param>
    /// <param name="cooldown">For how many steps after a reduction none is counted.</param>
    /// <param name="minRate">What no rate falls below.</param>
    /// <param name="epsilon">A reduction by no more than this is left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor does not lie in [0, 1), a count is negative, or a number negative or not
    /// finite.</exception>
    public ReduceLROnPlateau(
        Optimizer optimizer, bool maximize = false, double factor = 0.1, int patience = 10, double threshold = 1e-4, bool absolute = false,
        int cooldown = 0, double minRate = 0, double epsilon = 1e-8)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        this.optimizer = optimizer;
        Maximize = maximize;
        Factor = Hyper.Fraction(factor, nameof(factor));
        Patience = Hyper.AtLeast(0, patience, nameof(patience));
        Threshold = Hyper.NonNegative(threshold, nameof(threshold));
        Absolute = absolute;
        Cooldown = Hyper.AtLeast(0, cooldown, nameof(cooldown));
        MinRate = Hyper.NonNegative(minRate, nameof(minRate));
        Epsilon = Hyper.NonNegative(epsilon, nameof(epsilon));
        Best = maximize ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>Whether more is better.</summary>
    public bool Maximize { get; }

    /// <summary>What the rates are multiplied by.</summary>
    public double Factor { get; }

    /// <summary>How many steps without improvement are forgiven.</summary>
    public int Patience { get; }

    /// <summary>By how much a metric must beat the best to count as an improvement.</summary>
    public double Threshold { get; }

    /// <summary>Whether the threshold is an amount rather than a share of the best.</summary>
    public bool Absolute { get; }

    /// <summary>For how many steps after a reduction none is counted.</summary>
    public int Cooldown { get; }

    /// <summary>What no rate falls below.</summary>
    public double MinRate { get; }

    /// <summary>A reduction by no more than this is left out.</summary>
    public double Epsilon { get; }

    /// <summary>The best metric so far; infinite before the first.</summary>
    public double Best { get; private set; }

    /// <summary>How many metrics it has seen.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes in the metric of an epoch, and reduces the learning rates where it is time. NaN is no improvement.</summary>
    /// <returns>Whether it was time.</returns>
    public bool Step(double metric)
    {
        Steps++;
        double margin = Absolute ? Threshold : Threshold * Best;
        bool better = double.IsInfinity(Best) ? (Maximize ? metric > Best : metric < Best) : Maximize ? metric > Best + margin : metric < Best - margin;
        if (better)
            Best = metric;
        badSteps = better ? 0 : badSteps + 1;
        if (coolingSteps > 0)
            (coolingSteps, badSteps) = (coolingSteps - 1, 0);
        if (badSteps <= Patience)
            return false;
        foreach (var group in optimizer.Groups)
        {
            double reduced = Math.Max(group.LearningRate * Factor, MinRate);
            if (group.LearningRate - reduced > Epsilon)
                group.LearningRate = reduced;
        }
        (coolingSteps, badSteps) = (Cooldown, 0);
        return true;
    }

    /// <summary>The best metric and the counts. The learning rates are in the optimizer's state.</summary>
    public SavedState StateDict() => new(nameof(ReduceLROnPlateau))
    {
        Numbers = { ["steps"] = Steps, ["best"] = Best, ["badSteps"] = badSteps, ["coolingSteps"] = coolingSteps },
    };

    /// <summary>Goes on where the one that made the state was.</summary>
    /// <param name="state">From <see cref="StateDict"/>.</param>
    /// <exception cref="SavedStateException">Something does not fit; nothing was changed.</exception>
    public void LoadStateDict(SavedState state)
    {
        var reader = new StateReader(state, nameof(ReduceLROnPlateau));
        var (steps, best, bad, cooling) = (reader.Count("steps"), reader.Number("best"), reader.Count("badSteps"), reader.Count("coolingSteps"));
        reader.Finish();
        (Steps, Best, badSteps, coolingSteps) = (steps, best, bad, cooling);
    }
}
