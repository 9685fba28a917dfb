namespace AutoGrad.Optim;

/// <summary>Linear warm-up (or decay): from start·startFactor to start·endFactor, and there it stays.</summary>
public sealed record LinearLR : Schedule
{
    /// <summary>A schedule.</summary>
    /// <param name="startFactor">What the rate is multiplied by at first.</param>
    /// <param name="endFactor">What it is multiplied by at the end.</param>
    /// <param name="totalSteps">How many steps it takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor lies outside [0, 1], or the number of steps is less than 1.</exception>
    public LinearLR(double startFactor = 1.0 / 3, double endFactor = 1, int totalSteps = 5)
    {
        StartFactor = Hyper.UnitInterval(startFactor, nameof(startFactor));
        EndFactor = Hyper.UnitInterval(endFactor, nameof(endFactor));
        TotalSteps = Hyper.AtLeast(1, totalSteps, nameof(totalSteps));
    }

    /// <summary>What the rate is multiplied by at first.</summary>
    public double StartFactor { get; }

    /// <summary>What it is multiplied by at the end.</summary>
    public double EndFactor { get; }

    /// <summary>How many steps it takes.</summary>
    public int TotalSteps { get; }

    /// <inheritdoc/>
    public override double RateAt(int step, double start) => start * (StartFactor + (EndFactor - StartFactor) * Math.Min(step, TotalSteps) / TotalSteps);
}
