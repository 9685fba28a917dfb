namespace AutoGrad.Training.Reports;

/// <summary>From one number to another; the smallest around nothing yet is empty.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public static Interval Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => !(Low <= High);

    public double Length => High - Low;

    /// <summary>The smallest around the numbers that have a place on an axis.</summary>
    public static Interval Around(IEnumerable<double> values, Scale scale)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
            if (double.IsFinite(value) && (scale == Scale.Linear || value > 0))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return new(low, high);
    }

    /// <summary>The smallest around both.</summary>
    public Interval With(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>With a little room at both ends, and some where there is none: nothing and a single number have an interval around them.</summary>
    public Interval WithRoom(Scale scale, double share)
    {
        if (IsEmpty)
            return scale == Scale.Log ? new(1, 10) : new(0, 1);
        if (scale == Scale.Log)
        {
            var logs = new Interval(Math.Log10(Low), Math.Log10(High)).WithRoom(Scale.Linear, share);
            return new(Math.Pow(10, logs.Low), Math.Pow(10, logs.High));
        }
        double size = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (Length <= 1e-12 * size || Length == 0)
            return size == 0 ? new(-1, 1) : new(Low - 0.1 * size, High + 0.1 * size);
        return new(Low - share * Length, High + share * Length);
    }

    /// <summary>What a caller asks for.</summary>
    /// <exception cref="ArgumentException">The ends are not two finite numbers in rising order, or not positive where the axis is logarithmic.</exception>
    public static Interval Of((double Low, double High) range, string what, Scale scale = Scale.Linear) =>
        !double.IsFinite(range.Low) || !double.IsFinite(range.High) || range.Low >= range.High
            ? throw new ArgumentException($"{what} goes from {range.Low} to {range.High}; give two finite numbers, the smaller first.", what)
            : scale == Scale.Log && range.Low <= 0
                ? throw new ArgumentException($"{what} begins at {range.Low}, which has no place on a logarithmic axis; begin above 0.", what)
                : new(range.Low, range.High);
}
