using static System.FormattableString;

namespace AutoGrad.Training.Reports;

/// <summary>From one number to another; the smallest around nothing yet is empty.</summary>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>Numbers beyond this, as of losses that explode, have no place: there would be no room for arithmetic with them.</summary>
    private const double Huge = 1e290;

    public static Interval Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => !(Low <= High);

    public double Length => High - Low;

    /// <summary>The smallest around the numbers that have a place on an axis.</summary>
    public static Interval Around(IEnumerable<double> values, Scale scale)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
            if (Math.Abs(value) <= Huge && (scale == Scale.Linear || value >= 1 / Huge))
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
        if (Length <= 1e-12 * size || size < 1 / Huge)
            return size < 1 / Huge ? new(-1, 1) : new(Low - 0.1 * size, High + 0.1 * size);
        return new(Low - share * Length, High + share * Length);
    }

    /// <summary>What a caller asks for.</summary>
    /// <exception cref="ArgumentException">The ends are not two finite numbers in rising order, or not positive where the axis is
    /// logarithmic.</exception>
    public static Interval Of((double Low, double High) range, string what, Scale scale = Scale.Linear)
    {
        var (low, high) = range;
        if (!(Math.Abs(low) <= Huge && Math.Abs(high) <= Huge && high - low > 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high))))
            throw new ArgumentException(Invariant($"{what} goes from {low} to {high}; give two finite numbers, the smaller first."), what);
        return scale == Scale.Linear || low >= 1 / Huge
            ? new(low, high)
            : throw new ArgumentException(Invariant($"{what} begins at {low}, which has no place on a logarithmic axis; begin above 0."), what);
    }
}
