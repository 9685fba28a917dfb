namespace AutoGrad;

/// <summary>What a function looks like where it was differenced.</summary>
internal enum Smoothness
{
    /// <summary>It has a derivative.</summary>
    Smooth,

    /// <summary>It has a kink, at the point or so near that no step could be finer.</summary>
    Kink,

    /// <summary>It jumps there.</summary>
    Jump,

    /// <summary>It has a derivative, and a kink or jump so near that only a finer step is clear of it.</summary>
    NearKink,
}

/// <summary>
/// Results at five points x − 2h, x − h, x, x + h, x + 2h. Through them a polynomial a + b t + c t² + e t³ + k |t| is fitted; of a smooth function
/// k and e are the third differences, of order h². A kink is in k, and if it lies beside x in k or in e: (4E₁ − E₂) / 2h and (O₂ − 2 O₁) / h,
/// where E and O are the even and odd parts at h and 2h, do not vanish together.
/// </summary>
/// <param name="Near">One step to either side.</param>
/// <param name="Far">Two steps to either side.</param>
internal sealed record FivePoints(Differences Near, Differences Far)
{
    /// <summary>How far the results are from a parabola's, as a slope.</summary>
    public double Residual(int output, int row)
    {
        var (even1, odd1, h) = Parts(Near, output, row);
        var (even2, odd2, _) = Parts(Far, output, row);
        return Math.Max(Math.Abs(4 * even1 - even2) / (2 * h), Math.Abs(odd2 - 2 * odd1) / h);
    }

    /// <summary>The slopes on either side.</summary>
    public (double Left, double Right) Slopes(int output, int row) => (
        (Near.Here[output][row] - Near.Below[output][row]) / Near.StepDown,
        (Near.Above[output][row] - Near.Here[output][row]) / Near.StepUp);

    private static (double Even, double Odd, double Step) Parts(Differences d, int output, int row)
    {
        double above = d.Above[output][row], below = d.Below[output][row];
        return ((above + below) / 2 - d.Here[output][row], (above - below) / 2, (d.StepUp + d.StepDown) / 2);
    }
}

/// <summary>Tells kinks from curvature, for all results along one element of one input; evaluates only where there is doubt.</summary>
/// <param name="at">Differences with a step, as a multiple of the check's.</param>
internal sealed class SmoothnessTest(Func<double, Differences> at)
{
    private FivePoints? coarse, fine;

    /// <summary>One step to either side.</summary>
    public Differences Step { get; } = at(1);

    /// <summary>Results at five points an eighth of a step apart.</summary>
    public FivePoints Fine => fine ??= new(at(1.0 / 8), at(1.0 / 4));

    private FivePoints Coarse => coarse ??= new(Step, at(2));

    /// <summary>What the function looks like, given how far rounding and tolerances can move a quotient of the step, and rounding a finer
    /// one.</summary>
    public Smoothness Of(int output, int row, double tolerance, double rounding)
    {
        // Nothing is to be found where the one-sided quotients meet, and most of what does not meet is curved.
        if (!(Step.Gap(output, row) > tolerance) || !(Coarse.Residual(output, row) is var residual && residual > tolerance))
            return Smoothness.Smooth;
        double shrunk = Fine.Residual(output, row), noise = 16 * rounding;
        return shrunk < residual / 4096 + noise ? Smoothness.NearKink
            : shrunk < residual / 16 ? Smoothness.Smooth // As the square of the step, or its cube.
            : shrunk > 3 * residual ? Smoothness.Jump
            : Smoothness.Kink;
    }
}
