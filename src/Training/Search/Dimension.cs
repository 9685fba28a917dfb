namespace AutoGrad.Training;

/// <summary>The values that a hyper-parameter may take, and the scale on which they are searched: a map from the unit interval.</summary>
public abstract class Dimension
{
    private protected Dimension()
    {
    }

    /// <summary>Numbers of an interval, each as likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty or not finite.</exception>
    public static Dimension Linear(double from, double to) => new Numbers(Checked(from, to), to, static x => x, static y => y);

    /// <summary>Numbers of an interval on the logarithmic scale, 10^U: a learning rate from 1e-4 to 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty or not above 0.</exception>
    public static Dimension Log(double from, double to) => from > 0
        ? new Numbers(Checked(from, to), to, Math.Log10, static y => Math.Pow(10, y))
        : throw new ArgumentOutOfRangeException(nameof(from), from, "Dimension.Log: the interval lies above 0.");

    /// <summary>Numbers below 1 whose distance from it is on the logarithmic scale, 1 − 10^U: a momentum from 0.9 to 0.999.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The interval is empty or not below 1.</exception>
    public static Dimension OneMinusLog(double from, double to) => to < 1
        ? new Numbers(Checked(from, to), to, static x => -Math.Log10(1 - x), static y => 1 - Math.Pow(10, -y))
        : throw new ArgumentOutOfRangeException(nameof(to), to, "Dimension.OneMinusLog: the interval lies below 1.");

    /// <summary>Whole numbers, both ends included, each as likely: layers, units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static Dimension Integers(int from, int to) => from <= to
        ? new Whole(from, to, static x => x, static y => y)
        : throw new ArgumentOutOfRangeException(nameof(to), to, "Dimension.Integers: there is no number between the two.");

    /// <summary>Whole numbers on the logarithmic scale, both ends included: batch sizes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none, or they are not above 0.</exception>
    public static Dimension LogIntegers(int from, int to) => from > 0 && from <= to
        ? new Whole(from, to, Math.Log10, static y => Math.Pow(10, y))
        : throw new ArgumentOutOfRangeException(nameof(to), to, "Dimension.LogIntegers: there is no number above 0 between the two.");

    /// <summary>One of some values, each as likely: an activation, an optimizer.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Dimension Choice<T>(params ReadOnlySpan<T> values) where T : notnull => values.Length > 0
        ? new Choices([.. values.ToArray().Cast<object>()])
        : throw new ArgumentException("Dimension.Choice: there is nothing to choose from.", nameof(values));

    /// <summary>The value at a share of the way, from 0 to 1.</summary>
    internal abstract object At(double share);

    /// <summary>Where a value lies, from 0 to 1.</summary>
    internal abstract double ShareOf(object value);

    /// <summary>So many values, evenly on the scale, both ends included; fewer where there are fewer.</summary>
    internal abstract IReadOnlyList<object> Grid(int points);

    /// <summary>An interval of shares, a factor as long as the one before, around a value; it may leave the one before, in case the best lies
    /// outside.</summary>
    internal virtual (double From, double To) Around(object value, (double From, double To) before, double factor)
    {
        double length = (before.To - before.From) * factor;
        double from = Math.Clamp(ShareOf(value) - length / 2, 0, 1 - length);
        return (from, from + length);
    }

    private static double Checked(double from, double to) => from < to && double.IsFinite(from) && double.IsFinite(to)
        ? from
        : throw new ArgumentOutOfRangeException(
            nameof(to), to, FormattableString.Invariant($"Dimension: the interval from {from} to {to} is empty or not finite."));

    private sealed class Numbers(double from, double to, Func<double, double> scale, Func<double, double> back) : Dimension
    {
        private readonly double start = scale(from), end = scale(to);

        internal override object At(double share) => share == 0 ? from : share == 1 ? to : Math.Clamp(back(start + (end - start) * share), from, to);

        internal override double ShareOf(object value) => (scale((double)value) - start) / (end - start);

        internal override IReadOnlyList<object> Grid(int points) =>
            points == 1 ? [At(0.5)] : [.. Enumerable.Range(0, points).Select(i => At((double)i / (points - 1)))];
    }

    private sealed class Whole(int from, int to, Func<double, double> scale, Func<double, double> back) : Dimension
    {
        private readonly double start = scale(from), end = scale(to + 1.0);

        internal override object At(double share) => Math.Clamp((int)Math.Floor(back(start + (end - start) * share) + 1e-9), from, to);

        internal override double ShareOf(object value) => (scale((int)value + 0.5) - start) / (end - start);

        internal override IReadOnlyList<object> Grid(int points)
        {
            double last = scale(to);
            return points == 1 ? [At(0.5)] : [.. Enumerable.Range(0, points).Select(Number).Distinct().Cast<object>()];

            int Number(int i) => (int)Math.Round(back(start + (last - start) * i / (points - 1)));
        }
    }

    private sealed class Choices(object[] values) : Dimension
    {
        internal override object At(double share) => values[Math.Min((int)(share * values.Length), values.Length - 1)];

        internal override double ShareOf(object value) => (Array.IndexOf(values, value) + 0.5) / values.Length;

        internal override IReadOnlyList<object> Grid(int points) => values;

        /// <summary>What was best stays, for there is nothing around it.</summary>
        internal override (double From, double To) Around(object value, (double From, double To) before, double factor) =>
            (ShareOf(value), ShareOf(value));
    }
}
