using System.Globalization;

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
            throw new ArgumentException(
                $"{this}: a contour has {values.GetLength(0)} × {values.GetLength(1)} values at {y.Length} places along y and {x.Length} along x; " +
                "give a row of values for each y and a column for each x, at least two of both.", nameof(values));
        foreach (var (places, name) in new[] { (x, nameof(xs)), (y, nameof(ys)), (levels, nameof(levels)) })
            if (places.Length == 0 || places.Any(static p => !double.IsFinite(p))
                || places.Zip(places.Skip(1)).Any(static pair => !(pair.First < pair.Second)))
                throw new ArgumentException($"{this}: the {name} of a contour must be finite numbers that rise.", name);
        return Add(new ContourMark(x, y, (double[,])values.Clone(), [.. levels])
        {
            Filled = filled,
            Colors = colors ?? (filled ? ColorMap.Mist : ColorMap.Viridis),
            LevelScale = scale,
        });
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

    public override Shade? ColorBar =>
        Filled && At.Length > 1 && (LevelScale == Scale.Linear || At[0] > 0) ? new(Colors, Colored(), LevelScale) : null;

    /// <summary>The colours of lines with nothing between them: not those at the ends, which white or black grounds swallow.</summary>
    private ColorMap LineColors => new([.. Enumerable.Range(0, 9).Select(i => Colors[0.15 + 0.7 * i / 8])]);

    /// <summary>Levels for a function: numbers like ticks, or with equal ratios from the least value but for a hundredth of them to the
    /// greatest.</summary>
    public static double[] Levels(Chart chart, double[,] values, int count, Scale scale)
    {
        var sorted = values.Cast<double>().Where(value => double.IsFinite(value) && (scale == Scale.Linear || value > 0)).Order().ToArray();
        if (sorted.Length == 0)
            throw new ArgumentException($"{chart}: the function of a contour has no finite{(scale == Scale.Log ? " positive" : "")} value.",
                nameof(values));
        var (low, high) = (sorted[0], sorted[^1]);
        if (high <= low)
            return [low];
        if (scale == Scale.Log)
        {
            low = sorted[sorted.Length / 100];
            return [.. Enumerable.Range(0, count).Select(i => low * Math.Pow(high / low, (double)i / count)).Distinct()];
        }
        var round = Ticks.Of(Scale.Linear, new(low, high), count).Select(static tick => tick.Value);
        return [.. round.Where(value => value > low && value < high).DefaultIfEmpty(low)];
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
        {
            var ink = Filled ? Rgb.Between(Band(i), new(0, 0, 0), 0.25) : LineColors[(double)i / Math.Max(1, At.Length - 1)];
            foreach (var line in Placed(squares.Lines(At[i])))
                plot.Svg.Curve(line, ink, Filled ? 0.7 : 1.2, 1, false);
        }

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

    public override void Write(PlotlyWriter plotly) => plotly.Trace("contour", null, () =>
    {
        // plotly.js knows levels at equal steps alone: where they are not, it gets the number of the level in the place of the value.
        double step = At.Length > 1 ? (At[^1] - At[0]) / (At.Length - 1) : 1;
        bool even = At.Index().All(level => Math.Abs(level.Item - At[0] - level.Index * step) <= 1e-9 * Math.Abs(step));
        plotly.Set("x", Xs);
        plotly.Set("y", Ys);
        plotly.Set("z", even ? Values : Counted());
        plotly.Object("contours", () =>
        {
            plotly.Set("start", even ? At[0] : 0);
            plotly.Set("end", even ? At[^1] + step * 1e-6 : At.Length - 1 + 1e-6);
            plotly.Set("size", even ? step : 1);
            plotly.Set("coloring", Filled ? "fill" : "lines");
        });
        plotly.Set("zmin", even ? At[0] - step / 2 : -0.5);
        plotly.Set("zmax", even ? At[^1] + step / 2 : At.Length - 0.5);
        plotly.Set("autocontour", false);
        plotly.Colors(Filled ? Colors : LineColors);
        plotly.Object("line", () =>
        {
            plotly.Set("width", Filled ? 0.6 : 1.3);
            if (Filled)
                plotly.Set("color", "rgba(60,80,110,0.45)");
        });
        plotly.Set("showscale", ColorBar is not null);
        if (ColorBar is { } shade)
            plotly.ColorBar(shade, value => even ? value : Number(value));
        if (!even)
            plotly.Set("text", Values, static value => value.ToString("G4", CultureInfo.InvariantCulture));
        plotly.Set("hovertemplate", even ? "(%{x:.4g}, %{y:.4g}): %{z:.4g}<extra></extra>" : "(%{x:.4g}, %{y:.4g}): %{text}<extra></extra>");
    });

    /// <summary>The number of the level that a value is on, with its share of the way to the next.</summary>
    private double Number(double value)
    {
        if (At.Length == 1 || double.IsNaN(value))
            return value - At[0];
        int below = Math.Clamp(Array.FindLastIndex(At, level => level <= value), 0, At.Length - 2);
        bool log = LevelScale == Scale.Log && At[0] > 0;
        double share = log
            ? Math.Log(Math.Max(value, double.Epsilon) / At[below]) / Math.Log(At[below + 1] / At[below])
            : (value - At[below]) / (At[below + 1] - At[below]);
        return Math.Max(below + share, -2);
    }

    private double[,] Counted()
    {
        var counted = new double[Ys.Length, Xs.Length];
        for (int i = 0; i < Ys.Length; i++)
            for (int j = 0; j < Xs.Length; j++)
                counted[i, j] = Number(Values[i, j]);
        return counted;
    }
}
