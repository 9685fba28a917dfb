namespace AutoGrad.Optim;

/// <summary>What becomes of the height of the cycles of a <see cref="CyclicLR"/>.</summary>
public enum CycleMode
{
    /// <summary>It stays.</summary>
    Triangular,

    /// <summary>Each is half as high as the one before.</summary>
    Triangular2,

    /// <summary>It is multiplied by gamma at each step.</summary>
    ExpRange,
}

/// <summary>The rate goes up and down between two values in straight lines, and the momentum the other way round. Smith, WACV 2017.</summary>
public sealed record CyclicLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="baseRate">The lowest rate.</param>
    /// <param name="maxRate">The highest rate.</param>
    /// <param name="stepsUp">How many steps it goes up.</param>
    /// <param name="stepsDown">How many steps it goes down; as many as up if left out.</param>
    /// <param name="mode">What becomes of the height.</param>
    /// <param name="gamma">What the height is multiplied by at each step, in <see cref="CycleMode.ExpRange"/>.</param>
    /// <param name="cycleMomentum">Whether the momentum cycles too.</param>
    /// <param name="baseMomentum">The momentum where the rate is highest.</param>
    /// <param name="maxMomentum">The momentum where the rate is lowest.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is less than 1, or a number negative or not finite.</exception>
    public CyclicLR(
        double baseRate, double maxRate, int stepsUp = 2000, int? stepsDown = null, CycleMode mode = CycleMode.Triangular, double gamma = 1,
        bool cycleMomentum = true, double baseMomentum = 0.8, double maxMomentum = 0.9)
    {
        BaseRate = Hyper.NonNegative(baseRate, nameof(baseRate));
        MaxRate = Hyper.NonNegative(maxRate, nameof(maxRate));
        StepsUp = Hyper.AtLeast(1, stepsUp, nameof(stepsUp));
        StepsDown = Hyper.AtLeast(1, stepsDown ?? stepsUp, nameof(stepsDown));
        Mode = mode;
        Gamma = Hyper.NonNegative(gamma, nameof(gamma));
        CycleMomentum = cycleMomentum;
        BaseMomentum = Hyper.NonNegative(baseMomentum, nameof(baseMomentum));
        MaxMomentum = Hyper.NonNegative(maxMomentum, nameof(maxMomentum));
    }

    /// <summary>The lowest rate.</summary>
    public double BaseRate { get; }

    /// <summary>The highest rate.</summary>
    public double MaxRate { get; }

    /// <summary>How many steps it goes up.</summary>
    public int StepsUp { get; }

    /// <summary>How many steps it goes down.</summary>
    public int StepsDown { get; }

    /// <summary>What becomes of the height.</summary>
    public CycleMode Mode { get; }

    /// <summary>What the height is multiplied by at each step, in <see cref="CycleMode.ExpRange"/>.</summary>
    public double Gamma { get; }

    /// <summary>Whether the momentum cycles too.</summary>
    public bool CycleMomentum { get; }

    /// <summary>The momentum where the rate is highest.</summary>
    public double BaseMomentum { get; }

    /// <summary>The momentum where the rate is lowest.</summary>
    public double MaxMomentum { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => BaseRate + (MaxRate - BaseRate) * Height(step);

    /// <inheritdoc/>
    public override double? MomentumAt(int step, double start) => CycleMomentum ? MaxMomentum - (MaxMomentum - BaseMomentum) * Height(step) : null;

    private double Height(int step)
    {
        var (cycle, within) = Math.DivRem(step, StepsUp + StepsDown);
        double height = within <= StepsUp ? (double)within / StepsUp : (double)(StepsUp + StepsDown - within) / StepsDown;
        return height * Mode switch
        {
            CycleMode.Triangular2 => Math.Pow(2, -cycle),
            CycleMode.ExpRange => Math.Pow(Gamma, step),
            _ => 1,
        };
    }
}
