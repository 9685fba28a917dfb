namespace AutoGrad.Optim;

/// <summary>
/// One cycle: up from maxRate / divFactor to maxRate, then down to maxRate / (divFactor·finalDivFactor), the momentum the other way round. Smith and
/// Topin, 2019; two phases as fastai and PyTorch have it, or the paper's three. After the last step the rate stays.
/// </summary>
public sealed record OneCycleLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="maxRate">The highest rate.</param>
    /// <param name="totalSteps">How many steps there are, usually batches: epochs·batches in an epoch.</param>
    /// <param name="riseShare">Which share of the steps goes up (PyTorch's pct_start).</param>
    /// <param name="shape">How the rate changes.</param>
    /// <param name="cycleMomentum">Whether the momentum cycles too.</param>
    /// <param name="baseMomentum">The momentum where the rate is highest.</param>
    /// <param name="maxMomentum">The momentum where the rate is lowest.</param>
    /// <param name="divFactor">By what the highest rate is divided at the start.</param>
    /// <param name="finalDivFactor">By what the first rate is divided at the end.</param>
    /// <param name="threePhase">Whether it goes down to the first rate symmetrically, and only then to the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is less than 1, the share outside [0, 1], a factor not positive, or a number
    /// negative or not finite.</exception>
    public OneCycleLR(
        double maxRate, int totalSteps, double riseShare = 0.3, Anneal shape = Anneal.Cosine, bool cycleMomentum = true,
        double baseMomentum = 0.85, double maxMomentum = 0.95, double divFactor = 25, double finalDivFactor = 1e4, bool threePhase = false)
    {
        MaxRate = Hyper.NonNegative(maxRate, nameof(maxRate));
        TotalSteps = Hyper.AtLeast(1, totalSteps, nameof(totalSteps));
        RiseShare = Hyper.UnitInterval(riseShare, nameof(riseShare));
        Shape = shape;
        CycleMomentum = cycleMomentum;
        BaseMomentum = Hyper.NonNegative(baseMomentum, nameof(baseMomentum));
        MaxMomentum = Hyper.NonNegative(maxMomentum, nameof(maxMomentum));
        DivFactor = Hyper.Positive(divFactor, nameof(divFactor));
        FinalDivFactor = Hyper.Positive(finalDivFactor, nameof(finalDivFactor));
        ThreePhase = threePhase;
    }

    /// <summary>The highest rate.</summary>
    public double MaxRate { get; }

    /// <summary>How many steps there are.</summary>
    public int TotalSteps { get; }

    /// <summary>Which share of the steps goes up.</summary>
    public double RiseShare { get; }

    /// <summary>How the rate changes.</summary>
    public Anneal Shape { get; }

    /// <summary>Whether the momentum cycles too.</summary>
    public bool CycleMomentum { get; }

    /// <summary>The momentum where the rate is highest.</summary>
    public double BaseMomentum { get; }

    /// <summary>The momentum where the rate is lowest.</summary>
    public double MaxMomentum { get; }

    /// <summary>By what the highest rate is divided at the start.</summary>
    public double DivFactor { get; }

    /// <summary>By what the first rate is divided at the end.</summary>
    public double FinalDivFactor { get; }

    /// <summary>Whether there are three phases.</summary>
    public bool ThreePhase { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start)
    {
        double first = MaxRate / DivFactor, last = first / FinalDivFactor;
        return At(step, first, MaxRate, ThreePhase ? first : last, last);
    }

    /// <inheritdoc/>
    public override double? MomentumAt(int step, double start) =>
        CycleMomentum ? At(step, MaxMomentum, BaseMomentum, MaxMomentum, MaxMomentum) : null;

    /// <summary>The value where it goes from one to the next, in each phase.</summary>
    private double At(int step, double first, double top, double foot, double last)
    {
        double rise = RiseShare * TotalSteps - 1, end = TotalSteps - 1, fall = ThreePhase ? 2 * RiseShare * TotalSteps - 2 : end;
        return step <= rise ? Between(first, top, 0, rise)
            : step <= fall || !ThreePhase ? Between(top, foot, rise, fall)
            : Between(foot, last, fall, end);

        double Between(double from, double to, double begin, double finish) =>
            Shape.Between(from, to, finish > begin ? Math.Min(1, (step - begin) / (finish - begin)) : 1);
    }
}
