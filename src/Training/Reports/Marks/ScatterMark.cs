using System.Numerics;

namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws points. One with a NaN or an infinity, or no place on a logarithmic axis, is left out.</summary>
    /// <param name="name">What they are called in the legend; null leaves them out of that.</param>
    /// <param name="xs">Where the points are along x.</param>
    /// <param name="ys">Where they are along y, one for each of <paramref name="xs"/>.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <param name="radius">The radius of a point in pixels.</param>
    /// <param name="opacity">From 0, which cannot be seen, to 1, which covers what is below.</param>
    /// <param name="values">Numbers that give the points their colours, one for each; a bar beside the chart tells them.</param>
    /// <param name="colors">The colours of <paramref name="values"/>; <see cref="ColorMap.Viridis"/> by default.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no points, or not as many along y, or values, as along x.</exception>
    public Chart Scatter<TX, TY>(
        string? name, IEnumerable<TX> xs, IEnumerable<TY> ys,
        Rgb? color = null, double radius = 3, double opacity = 0.8, IEnumerable<double>? values = null, ColorMap? colors = null)
        where TX : INumberBase<TX> where TY : INumberBase<TY>
    {
        var (x, y) = (Numbers.Of(xs, nameof(xs)), Numbers.Of(ys, nameof(ys)));
        var shades = values is null ? null : Numbers.Of(values, nameof(values));
        if (shades is not null && shades.Length != x.Length)
            throw new ArgumentException($"{this}: {name ?? "a scatter"} has {x.Length} points and {shades.Length} values; give one for each point.",
                nameof(values));
        return Add(new ScatterMark(x, y)
        { Name = name, Color = color, Radius = radius, Opacity = opacity, Values = shades, Colors = colors ?? ColorMap.Viridis });
    }

    /// <inheritdoc cref="Scatter{TX,TY}"/>
    public Chart Scatter(string? name, Tensor xs, Tensor ys, Rgb? color = null, double radius = 3, double opacity = 0.8) =>
        Scatter(name, Numbers.Of(xs, nameof(xs)), Numbers.Of(ys, nameof(ys)), color, radius, opacity);
}

/// <summary>Points.</summary>
internal sealed record ScatterMark(double[] Xs, double[] Ys) : Mark
{
    public double Radius { get; init; } = 3;

    public double Opacity { get; init; } = 0.8;

    public double[]? Values { get; init; }

    public ColorMap Colors { get; init; } = ColorMap.Viridis;

    public override Shade? ColorBar =>
        Values is null ? null : new(Colors, Interval.Around(Values, Scale.Linear).WithRoom(Scale.Linear, 0), Scale.Linear);

    public override bool HasWholeX => Xs.All(static x => !double.IsFinite(x) || x == Math.Floor(x));

    public override Interval X(Scale scale) => Interval.Around(Xs, scale);

    public override Interval Y(Scale scale) => Interval.Around(Ys, scale);

    public override IEnumerable<LegendEntry> Legend(Pens pens) => Values is null ? Entry(pens, Symbol.Dot) : [];

    public override void Draw(Plot plot)
    {
        var shade = ColorBar;
        for (int i = 0; i < Xs.Length; i++)
        {
            var (x, y) = plot.Place(Xs[i], Ys[i]);
            if (double.IsFinite(x) && double.IsFinite(y))
                plot.Svg.Dot(x, y, Radius, shade?[Values![i]] ?? Ink(plot.Pens), Opacity);
        }
    }

    public override void Write(PlotlyWriter plotly) => plotly.Trace("scatter", Values is null ? Name : null, () =>
    {
        plotly.Set("mode", "markers");
        plotly.Set("x", Xs);
        plotly.Set("y", Ys);
        plotly.Object("marker", () =>
        {
            plotly.Set("size", 2 * Radius);
            plotly.Set("opacity", Opacity);
            if (ColorBar is not { } shade)
            {
                plotly.Set("color", Ink(plotly.Pens));
                return;
            }
            plotly.Set("color", Values!);
            plotly.Set("cmin", shade.Range.Low);
            plotly.Set("cmax", shade.Range.High);
            plotly.Colors(Colors);
            plotly.Set("showscale", true);
            plotly.ColorBar(shade, static value => value);
        });
    });
}
