using System.Numerics;

namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws how many of the values lie in each of some bins of equal width. NaN and infinities are left out, and so is what lies outside of
    /// the range.</summary>
    /// <param name="name">What it is called in the legend; null leaves it out of that.</param>
    /// <param name="values">The values.</param>
    /// <param name="bins">How many bins.</param>
    /// <param name="range">From where to where; from the least value to the greatest by default. The last bin has both its ends.</param>
    /// <param name="density">Whether the bars are scaled so that their area is 1.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no values, no bins, or the range is none.</exception>
    public Chart Histogram<T>(
        string? name, IEnumerable<T> values, int bins = 30, (double Low, double High)? range = null, bool density = false, Rgb? color = null)
        where T : INumberBase<T> =>
            Add(HistogramMark.Of(this, name, Numbers.Of(values, nameof(values)), bins, range, density) with { Color = color });

    /// <inheritdoc cref="Histogram{T}"/>
    public Chart Histogram(
        string? name, Tensor values, int bins = 30, (double Low, double High)? range = null, bool density = false, Rgb? color = null) =>
        Histogram(name, Numbers.Of(values, nameof(values)), bins, range, density, color);
}

/// <summary>Bars between edges.</summary>
/// <param name="Edges">One more than there are bars.</param>
/// <param name="Ys">How high the bars are.</param>
internal sealed record HistogramMark(double[] Edges, double[] Ys) : Mark
{
    public static HistogramMark Of(Chart chart, string? name, double[] values, int bins, (double Low, double High)? range, bool density)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (values.Length == 0)
            throw new ArgumentException($"{chart}: {name ?? "a histogram"} has no values.", nameof(values));
        var span = range is { } given ? Interval.Of(given, nameof(range)) : Interval.Around(values, Scale.Linear);
        if (span.IsEmpty || span.Length == 0)
            span = span.IsEmpty ? new(0, 1) : new(span.Low - 0.5, span.High + 0.5); // As numpy.histogram has it.
        var counts = new double[bins];
        foreach (double value in values)
            if (value >= span.Low && value <= span.High)
                counts[Math.Min((int)((value - span.Low) / span.Length * bins), bins - 1)]++;
        double area = counts.Sum() * span.Length / bins;
        return new(Numbers.Even(span, bins + 1), density && area > 0 ? [.. counts.Select(count => count / area)] : counts) { Name = name };
    }

    public override bool Stands => true;

    public override bool HasWholeX => false;

    public override Interval X(Scale scale) => Interval.Around(Edges, scale);

    public override Interval Y(Scale scale) => scale == Scale.Log ? Interval.Around(Ys, scale) : Interval.Around(Ys, scale).With(new(0, 0));

    public override IEnumerable<LegendEntry> Legend(Pens pens) => Entry(pens, Symbol.Box);

    public override void Draw(Plot plot)
    {
        double ground = plot.Y.Scale == Scale.Log ? plot.Y.Range.Low : 0;
        var bars = new List<Box>();
        for (int i = 0; i < Ys.Length; i++)
            if (double.IsFinite(plot.Y[Ys[i]]) && Ys[i] != 0)
            {
                var bar = plot.Between(Edges[i], ground, Edges[i + 1], Ys[i]);
                bars.Add(bar with { Width = bar.Width > 4 ? bar.Width - 0.6 : bar.Width });
            }
        plot.Svg.Rectangles(bars, Ink(plot.Pens), 0.7);
    }

    public override void Write(PlotlyWriter plotly) => plotly.Trace("bar", Name, () =>
    {
        plotly.Set("x", Edges.Zip(Edges.Skip(1), static (low, high) => (low + high) / 2));
        plotly.Set("y", Ys);
        plotly.Set("width", Edges.Zip(Edges.Skip(1), static (low, high) => high - low));
        plotly.Set("opacity", 0.7);
        plotly.Object("marker", () => plotly.Set("color", Ink(plotly.Pens)));
    });
}
