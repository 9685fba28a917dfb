namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws a dashed line from the left edge to the right one.</summary>
    /// <param name="y">At which height.</param>
    /// <param name="text">What is written on it.</param>
    /// <returns>The chart.</returns>
    public Chart HorizontalLine(double y, string? text = null) => Add(new RuleMark(null, y, text));

    /// <summary>Draws a dashed line from the lower edge to the upper one.</summary>
    /// <param name="x">Where.</param>
    /// <param name="text">What is written at its upper end.</param>
    /// <returns>The chart.</returns>
    public Chart VerticalLine(double x, string? text = null) => Add(new RuleMark(x, null, text));

    /// <summary>Writes a text beside a point.</summary>
    /// <param name="x">Where the point is along x.</param>
    /// <param name="y">Where it is along y.</param>
    /// <param name="text">The text.</param>
    /// <returns>The chart.</returns>
    public Chart Note(double x, double y, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return Add(new RuleMark(x, y, text));
    }
}

/// <summary>A line across the chart, or a text at a point where both are given.</summary>
internal sealed record RuleMark(double? AtX, double? AtY, string? Text) : Mark
{
    public override Interval X(Scale scale) => AtX is { } x ? Interval.Around([x], scale) : Interval.Empty;

    public override Interval Y(Scale scale) => AtY is { } y ? Interval.Around([y], scale) : Interval.Empty;

    public override IEnumerable<LegendEntry> Legend(Pens pens) => [];

    public override void Draw(Plot plot)
    {
        var (svg, box) = (plot.Svg, plot.Box);
        var (x, y) = (AtX is { } atX ? plot.X[atX] : box.Right - 6, AtY is { } atY ? plot.Y[atY] : box.Y + plot.Font);
        if (!double.IsFinite(x) || !double.IsFinite(y))
            return;
        if (AtX is null)
            svg.Line(box.X, y, box.Right, y, "rule", 1.2, dashed: true);
        else if (AtY is null)
            svg.Line(x, box.Y, x, box.Bottom, "rule", 1.2, dashed: true);
        if (Text is null)
            return;
        bool left = AtX is null || x + 6 + Svg.WidthOf(Text, plot.Font) > box.Right;
        svg.Text(x + (AtX is null ? 0 : left ? -6 : 6), y - (AtY is null ? -2 : 5), Text, plot.Font, left ? Anchor.End : Anchor.Start, "ink note");
    }

    /// <summary>The layout has it.</summary>
    public override void Write(PlotlyWriter plotly)
    {
    }
}
