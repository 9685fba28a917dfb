using System.Numerics;

namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws a bar for each of some things. Bars of the same things by other names stand beside them.</summary>
    /// <param name="name">What they are called in the legend; null leaves them out of that.</param>
    /// <param name="labels">The things, written below.</param>
    /// <param name="values">How high the bars are, one for each of <paramref name="labels"/>.</param>
    /// <param name="color">The colour; the next of <see cref="Rgb.Palette"/> by default.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">There are no bars, not as many values as labels, or bars of other things.</exception>
    public Chart Bars<T>(string? name, IEnumerable<string> labels, IEnumerable<T> values, Rgb? color = null) where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Add(new BarMark([.. labels], Numbers.Of(values, nameof(values))) { Name = name, Color = color });
    }
}

/// <summary>Bars above labels.</summary>
internal sealed record BarMark(string[] Labels, double[] Ys) : Mark
{
    private const double Group = 0.8;

    public override IReadOnlyList<string> XLabels => Labels;

    public override bool Stands => true;

    public override Interval X(Scale scale) => new(-0.5, Labels.Length - 0.5);

    public override Interval Y(Scale scale) =>
        scale == Scale.Log ? Interval.Around(Ys, scale) : Interval.Around(Ys, scale).With(new(0, 0));

    public override IEnumerable<LegendEntry> Legend(Pens pens) => Entry(pens, Symbol.Box);

    public override void Draw(Plot plot)
    {
        double width = Group / plot.Slot.Count, first = -Group / 2 + width * plot.Slot.Index;
        double ground = plot.Y.Scale == Scale.Log ? plot.Y.Range.Low : 0;
        for (int i = 0; i < Ys.Length; i++)
            if (double.IsFinite(plot.Y[Ys[i]]))
                plot.Svg.Rectangle(plot.Between(i + first + 0.04 * width, ground, i + first + 0.96 * width, Ys[i]), Ink(plot.Pens), 0.9);
    }

    public override void Write(PlotlyWriter plotly) => plotly.Trace("bar", Name, () =>
    {
        plotly.Set("x", Labels);
        plotly.Set("y", Ys);
        plotly.Object("marker", () => plotly.Set("color", Ink(plotly.Pens)));
    });
}
