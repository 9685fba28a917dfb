namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws the lines on which a function has one of some values, and the colours between them.</summary>
    /// <param name="function">The function of x and y; NaN where it has no value.</param>
    /// <param name="x">From where to where along x.</param>
    /// <param name="y">From where to where along y.</param>
    /// <param name="levels">About how many values.</param>
    /// <param name="scale">How the values are spread: by equal differences, or by equal ratios, which shows the bottom of a steep valley.</param>
    /// <param name="filled">Whether what lies between the lines has colours.</param>
    /// <param name="colors">The colours; <see cref="ColorMap.Mist"/> by default where filled, else <see cref="ColorMap.Viridis"/>.</param>
    /// <param name="points">At how many points the function is asked along each axis.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">A range is none, or the function has no finite value.</exception>
    public Chart Contour(
        Func<double, double, double> function, (double Low, double High) x, (double Low, double High) y,
        int levels = 12, Scale scale = Scale.Linear, bool filled = true, ColorMap? colors = null, int points = 121)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var (xs, ys) = (Numbers.Even(Interval.Of(x, nameof(x)), points), Numbers.Even(Interval.Of(y, nameof(y)), points));
        var values = new double[points, points];
        for (int i = 0; i < points; i++)
            for (int j = 0; j < points; j++)
                values[i, j] = function(xs[j], ys[i]);
        return Contour(xs, ys, values, levels, scale, filled, colors);
    }

    /// <summary>Draws the lines on which a function known on a grid has one of some values, and the colours between them.</summary>
    /// <param name="xs">The columns' places along x, rising.</param>
    /// <param name="ys">The rows' places along y, rising.</param>
    /// <param name="values">The function, <c>[rows, columns]</c>: element (i, j) is its value at (xs[j], ys[i]).</param>
    /// <param name="levels">About how many values.</param>
    /// <param name="scale">How the values are spread.</param>
    /// <param name="filled">Whether what lies between the lines has colours.</param>
    /// <param name="colors">The colours; <see cref="ColorMap.Mist"/> by default where filled, else <see cref="ColorMap.Viridis"/>.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, places do not rise, or the function has no finite value.</exception>
    public Chart Contour(
        IEnumerable<double> xs, IEnumerable<double> ys, double[,] values,
        int levels = 12, Scale scale = Scale.Linear, bool filled = true, ColorMap? colors = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        return Contour(xs, ys, values, ContourMark.Levels(this, values, levels, scale), filled, colors, scale);
    }

    /// <summary>Draws the lines on which a function known on a grid has the values given, and the colours between them.</summary>
    /// <param name="xs">The columns' places along x, rising.</param>
    /// <param name="ys">The rows' places along y, rising.</param>
    /// <param name="values">The function, <c>[rows, columns]</c>: element (i, j) is its value at (xs[j], ys[i]).</param>
    /// <param name="levels">The values, rising.</param>
    /// <param name="filled">Whether what lies between the lines has colours.</param>
    /// <param name="colors">The colours; <see cref="ColorMap.Mist"/> by default where filled, else <see cref="ColorMap.Viridis"/>.</param>
    /// <param name="scale">How the bar beside the chart spreads the values.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or places or values do not rise.</exception>
    public Chart Contour(
        IEnumerable<double> xs, IEnumerable<double> ys, double[,] values,
        double[] levels, bool filled = true, ColorMap? colors = null, Scale scale = Scale.Linear)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(levels);
        var (x, y) = (Numbers.Of(xs, nameof(xs)), Numbers.Of(ys, nameof(ys)));
        if (values.GetLength(0) != y.Length || values.GetLength(1) != x.Length || x.Length < 2 || y.Length < 2)
            throw new ArgumentException($"{this}: a contour has {values.GetLength(0)} × {values.GetLength(1)} values at {y.Length} places along y and {x.Length} along x; " +
                "give a row of values for each y and a column for each x, at least two of both.", nameof(values));
        foreach (var (places, name) in new[] { (x, nameof(xs)), (y, nameof(ys)), (levels, nameof(levels)) })
            if (places.Length == 0 || places.Any(static p => !double.IsFinite(p)) || places.Zip(places.Skip(1)).Any(static pair => !(pair.First < pair.Second)))
                throw new ArgumentException($"{this}: the {name} of a contour must be finite numbers that rise.", name);
        return Add(new ContourMark(x, y, (double[,])values.Clone(), [.. levels]) { Filled = filled, Colors = colors ?? (filled ? ColorMap.Mist : ColorMap.Viridis), LevelScale = scale });
    }
}

/// <summary>The lines on which a function on a grid has the levels, rising, and the colours between them.</summary>
internal sealed record ContourMark(double[] Xs, double[] Ys, double[,] Values, double[] At) : Mark
{
    private readonly MarchingSquares squares = new(Xs, Ys, Values);

    public bool Filled { get; init; }

    public ColorMap Colors { get; init; } = ColorMap.Viridis;

    public Scale LevelScale { get; init; }

    public override bool Covers => true;

    public override Shade? ColorBar => Filled && At.Length > 1 && (LevelScale == Scale.Linear || At[0] > 0) ? new(Colors, Colored(), LevelScale) : null;

    /// <summary>Levels for a function: numbers like ticks, or with equal ratios from the least value but for a hundredth of them to the
    /// greatest.</summary>
    public static double[] Levels(Chart chart, double[,] values, int count, Scale scale)
    {
        var sorted = values.Cast<double>().Where(value => double.IsFinite(value) && (scale == Scale.Linear || value > 0)).Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException($"{chart}: the function of a contour has no finite{(scale == Scale.Log ? " positive" : "")} value.", nameof(values));
        var (low, high) = (sorted[0], sorted[^1]);
        if (high <= low)
            return [low];
        if (scale == Scale.Log)
        {
            low = sorted[sorted.Length / 100];
            return [.. Enumerable.Range(0, count).Select(i => low * Math.Pow(high / low, (double)i / count)).Distinct()];
        }
        return [.. Ticks.Of(Scale.Linear, new(low, high), count).Select(static tick => tick.Value).Where(value => value > low && value < high).DefaultIfEmpty(low)];
    }

    public override Interval X(Scale scale) => Interval.Around(Xs, scale);

    public override Interval Y(Scale scale) => Interval.Around(Ys, scale);

    public override IEnumerable<LegendEntry> Legend(Pens pens) => [];

    public override void Draw(Plot plot)
    {
        if (Filled)
        {
            plot.Svg.Area(Placed(squares.Areas(double.MinValue)), Band(0));
            for (int i = 0; i < At.Length; i++)
                plot.Svg.Area(Placed(squares.Areas(At[i])), Band(i + 1));
        }
        for (int i = 0; i < At.Length; i++)
            foreach (var line in Placed(squares.Lines(At[i])))
                plot.Svg.Curve(line, Filled ? Rgb.Between(Band(i), new(0, 0, 0), 0.25) : Colors[0.15 + 0.7 * i / Math.Max(1, At.Length - 1)], Filled ? 0.7 : 1.2, 1, false);

        IEnumerable<(double X, double Y)[]> Placed(IEnumerable<(double X, double Y)[]> lines) =>
            lines.Select(line => line.Select(p => plot.Place(p.X, p.Y)).ToArray());

        Rgb Band(int i) => Colors[(double)i / At.Length];
    }

    /// <summary>Half a step more than the levels on both sides, where the middles of the bands have the colours that they are drawn with.</summary>
    private Interval Colored()
    {
        double room = 0.5 / (At.Length - 1);
        if (LevelScale == Scale.Linear)
            return new(At[0] - room * (At[^1] - At[0]), At[^1] + room * (At[^1] - At[0]));
        double ratio = Math.Pow(At[^1] / At[0], room);
        return new(At[0] / ratio, At[^1] * ratio);
    }
}
