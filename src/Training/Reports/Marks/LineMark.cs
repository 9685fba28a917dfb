using System.Numerics;

namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws a line through points. It is broken where a number is NaN or infinite, or has no place on a logarithmic axis.</summary>
    /// <param name="name">What it is called in the legend; null leaves it out of that.</param>
    /// <param name="xs">Where the points are along x.</param>
    /// <param name="ys">Where they are along y, one for each of <paramref name="xs"/>.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="opacity">From 0, which cannot be seen, to 1, which covers what is below.</param>
    /// <param name="dashed">Whether it is dashed.</param>
    /// <param name="markers">Whether the points are marked by dots.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no points, or not as many along y as along x.</exception>
    public Chart Line<TX, TY>(
        string? name, IEnumerable<TX> xs, IEnumerable<TY> ys,
        Rgb? color = null, double width = 1.8, double opacity = 1, bool dashed = false, bool markers = false)
        where TX : INumberBase<TX> where TY : INumberBase<TY> =>
        Add(new LineMark(Numbers.Of(xs, nameof(xs)), Numbers.Of(ys, nameof(ys)))
        { Name = name, Color = color, Width = width, Opacity = opacity, Dashed = dashed, Markers = markers });

    /// <summary>Draws a line through values, the first of them at 1, the next at 2 and so on, as epochs are counted.</summary>
    /// <inheritdoc cref="Line{TX,TY}"/>
    public Chart Line<TY>(
        string? name, IEnumerable<TY> ys, Rgb? color = null, double width = 1.8, double opacity = 1, bool dashed = false, bool markers = false)
        where TY : INumberBase<TY> =>
        Add(LineMark.Counted(Numbers.Of(ys, nameof(ys))) with
        { Name = name, Color = color, Width = width, Opacity = opacity, Dashed = dashed, Markers = markers });

    /// <inheritdoc cref="Line{TX,TY}"/>
    public Chart Line(
        string? name, Tensor xs, Tensor ys, Rgb? color = null, double width = 1.8, double opacity = 1, bool dashed = false, bool markers = false) =>
        Line(name, Numbers.Of(xs, nameof(xs)), Numbers.Of(ys, nameof(ys)), color, width, opacity, dashed, markers);

    /// <inheritdoc cref="Line{TY}(string?, IEnumerable{TY}, Rgb?, double, double, bool, bool)"/>
    public Chart Line(
        string? name, Tensor ys, Rgb? color = null, double width = 1.8, double opacity = 1, bool dashed = false, bool markers = false) =>
        Line(name, Numbers.Of(ys, nameof(ys)), color, width, opacity, dashed, markers);

    /// <summary>Draws a function.</summary>
    /// <param name="name">What it is called in the legend; null leaves it out of that.</param>
    /// <param name="function">The function.</param>
    /// <param name="range">From where to where.</param>
    /// <param name="points">At how many points it is asked.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="dashed">Whether it is dashed.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The range is none, or there are fewer than two points.</exception>
    public Chart Line(
        string? name, Func<double, double> function, (double Low, double High) range,
        int points = 300, Rgb? color = null, double width = 1.8, bool dashed = false)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        var xs = Numbers.Even(Interval.Of(range, nameof(range)), points);
        return Line(name, xs, xs.Select(function), color, width, dashed: dashed);
    }

    /// <summary>Draws the way through points, as an optimizer takes it: a line with a dot at every point, a ring where it starts and a larger dot
    /// where it ends, set off from what is below it.</summary>
    /// <param name="name">What it is called in the legend; null leaves it out of that.</param>
    /// <param name="xs">Where the points are along x.</param>
    /// <param name="ys">Where they are along y.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <param name="markers">Whether the points between the first and the last are marked.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no points, or not as many along y as along x.</exception>
    public Chart Path<TX, TY>(string? name, IEnumerable<TX> xs, IEnumerable<TY> ys, Rgb? color = null, bool markers = true)
        where TX : INumberBase<TX> where TY : INumberBase<TY> =>
        Add(new LineMark(Numbers.Of(xs, nameof(xs)), Numbers.Of(ys, nameof(ys)))
        { Name = name, Color = color, Markers = markers, IsPath = true, Width = 1.5 });

    /// <summary>Draws the way through points: a line with a dot at every point, a ring where it starts and a larger dot where it ends.</summary>
    /// <param name="name">What it is called in the legend; null leaves it out of that.</param>
    /// <param name="points">The points.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <param name="markers">Whether the points between the first and the last are marked.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no points.</exception>
    public Chart Path(string? name, IEnumerable<(double X, double Y)> points, Rgb? color = null, bool markers = true)
    {
        ArgumentNullException.ThrowIfNull(points);
        var kept = points.ToArray();
        return Path(name, kept.Select(static p => p.X), kept.Select(static p => p.Y), color, markers);
    }
}

/// <summary>A line through points.</summary>
internal sealed record LineMark(double[] Xs, double[] Ys) : Mark
{
    public double Width { get; init; } = 1.8;

    public double Opacity { get; init; } = 1;

    public bool Dashed { get; init; }

    public bool Markers { get; init; }

    public bool IsPath { get; init; }

    public static LineMark Counted(double[] ys) => new([.. Enumerable.Range(1, ys.Length)], ys);

    public override bool HasWholeX => Xs.All(static x => !double.IsFinite(x) || x == Math.Floor(x));

    public override Interval X(Scale scale) => Interval.Around(Xs, scale);

    public override Interval Y(Scale scale) => Interval.Around(Ys, scale);

    public override IEnumerable<LegendEntry> Legend(Pens pens) => Entry(pens, Dashed ? Symbol.Dashes : Symbol.Line);

    public override void Draw(Plot plot)
    {
        var ink = Ink(plot.Pens);
        var places = Thinning.Of(Xs.Zip(Ys, plot.Place), 2 * (int)plot.Box.Width);
        if (IsPath)
            plot.Svg.Halo(places, Width + 1.6);
        plot.Svg.Curve(places, ink, Width, Opacity, Dashed);
        if (Markers)
            foreach (var (x, y) in places.Where(place => place.X >= plot.Box.X - 5 && place.X <= plot.Box.Right + 5))
                plot.Svg.Dot(x, y, IsPath ? 2.5 : 3, ink, Opacity);
        if (IsPath && places.Count > 0)
        {
            plot.Svg.Dot(places[0].X, places[0].Y, 4.5, ink, hollow: true);
            plot.Svg.Dot(places[^1].X, places[^1].Y, 5, ink);
        }
    }

    public override void Write(PlotlyWriter plotly)
    {
        var ink = Ink(plotly.Pens);
        plotly.Trace("scatter", Name, () =>
        {
            plotly.Set("mode", Markers ? "lines+markers" : "lines");
            plotly.Points(Xs, Ys);
            plotly.Set("opacity", Opacity);
            plotly.Object("line", () =>
            {
                plotly.Set("color", ink);
                plotly.Set("width", Width);
                plotly.Set("dash", Dashed ? "dash" : "solid");
            });
            if (Markers)
                plotly.Object("marker", () => plotly.Set("size", IsPath ? 5 : 6));
        });
        if (IsPath)
            foreach (var (point, symbol) in new[] { (0, "circle-open"), (Xs.Length - 1, "circle") })
                plotly.Trace("scatter", null, () =>
                {
                    plotly.Set("mode", "markers");
                    plotly.Set("legendgroup", Name ?? "");
                    plotly.Set("hoverinfo", "skip");
                    plotly.Points([Xs[point]], [Ys[point]]);
                    plotly.Object("marker", () =>
                    {
                        plotly.Set("symbol", symbol);
                        plotly.Set("size", 11);
                        plotly.Set("color", ink);
                        plotly.Object("line", () =>
                        {
                            plotly.Set("width", 2);
                            plotly.Set("color", ink);
                        });
                    });
                });
    }
}
