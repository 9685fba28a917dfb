using System.Numerics;

namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Fills what lies between two lines, such as mean ± standard deviation.</summary>
    /// <param name="name">What it is called in the legend; null leaves it out of that.</param>
    /// <param name="xs">Where the points are along x.</param>
    /// <param name="lows">The lower line, one value for each of <paramref name="xs"/>.</param>
    /// <param name="highs">The upper line.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default, or that of a series of the same name.</param>
    /// <param name="opacity">From 0, which cannot be seen, to 1, which covers what is below.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no points, or not as many along one line as along x.</exception>
    public Chart Band<TX, TY>(string? name, IEnumerable<TX> xs, IEnumerable<TY> lows, IEnumerable<TY> highs, Rgb? color = null, double opacity = 0.22)
        where TX : INumberBase<TX> where TY : INumberBase<TY>
    {
        var (x, low, high) = (Numbers.Of(xs, nameof(xs)), Numbers.Of(lows, nameof(lows)), Numbers.Of(highs, nameof(highs)));
        Require(name, x.Length, high.Length, nameof(highs));
        return Add(new BandMark(x, low, high) { Name = name, Color = color, Opacity = opacity });
    }
}

/// <summary>What lies between two lines.</summary>
internal sealed record BandMark(double[] Xs, double[] Ys, double[] Highs) : Mark
{
    public double Opacity { get; init; } = 0.22;

    public override bool HasWholeX => Xs.All(static x => !double.IsFinite(x) || x == Math.Floor(x));

    public override Interval X(Scale scale) => Interval.Around(Xs, scale);

    public override Interval Y(Scale scale) => Interval.Around(Ys, scale).With(Interval.Around(Highs, scale));

    public override IEnumerable<LegendEntry> Legend(Pens pens) => Entry(pens, Symbol.Box);

    public override void Draw(Plot plot)
    {
        var loop = Xs.Zip(Ys, plot.Place).Concat(Xs.Zip(Highs, plot.Place).Reverse());
        plot.Svg.Area([[.. loop.Where(static place => double.IsFinite(place.X) && double.IsFinite(place.Y))]], Ink(plot.Pens), Opacity);
    }

    public override void Write(PlotlyWriter plotly) => plotly.Trace("scatter", Name, () =>
    {
        plotly.Set("mode", "lines");
        plotly.Set("fill", "toself");
        plotly.Set("hoverinfo", "skip");
        plotly.Set("x", Xs.Concat(Xs.Reverse()));
        plotly.Set("y", Ys.Concat(Highs.Reverse()));
        plotly.Set("fillcolor", Ink(plotly.Pens));
        plotly.Set("opacity", Opacity);
        plotly.Object("line", () => plotly.Set("width", 0));
    });
}
