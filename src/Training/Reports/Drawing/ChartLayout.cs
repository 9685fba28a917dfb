namespace AutoGrad.Training.Reports;

/// <summary>Where the parts of a chart stand, measured before they are drawn.</summary>
/// <param name="chart">The chart.</param>
/// <param name="pens">The colours of its series.</param>
internal sealed class ChartLayout(Chart chart, Pens pens)
{
    private const double BarWidth = 12;

    private readonly IReadOnlyList<string>? xLabels = chart.Marks.FirstOrDefault(static mark => mark.XLabels is not null)?.XLabels;
    private readonly IReadOnlyList<string>? yLabels = chart.Marks.FirstOrDefault(static mark => mark.YLabels is not null)?.YLabels;

    /// <summary>The size of text.</summary>
    public double Font { get; init; } = 12;

    /// <summary>Whether series are named above it.</summary>
    public bool Legend { get; init; } = chart.Legend;

    /// <summary>Where the horizontal axis is to go; all around what is drawn by default.</summary>
    public Interval XRange { get; init; } = chart.Range(horizontal: true);

    /// <summary>Where the vertical axis is to go.</summary>
    public Interval YRange { get; init; } = chart.Range(horizontal: false);

    /// <summary>Whether numbers and a name stand below it.</summary>
    public bool ShowX { get; init; } = true;

    /// <summary>Whether numbers and a name stand beside it.</summary>
    public bool ShowY { get; init; } = true;

    public void Draw(Svg svg, Box box)
    {
        chart.RequireMarks();
        IReadOnlyList<LegendEntry> entries = Legend ? Reports.Legend.Fitting(chart.Entries(pens), box.Width - 24, Font) : [];
        if (entries.Count == 1 && chart.Title.Length > 0 && chart.Marks.Count == 1)
            entries = []; // The title says it.
        double top = box.Y + (chart.Title.Length > 0 ? Font + 16 : 10);
        double legend = Reports.Legend.Height(entries, box.Width - 24, Font);
        double upper = top + legend + (legend > 0 ? 4 : 0);

        var yTicks = YTicks(box.Bottom - upper - (ShowX ? 3 * Font : 0));
        double yWidth = WidthOf(yTicks) + 8;
        double left = box.X + (ShowY ? yWidth + (chart.Y.Length > 0 ? Font + 12 : 8) : 8);
        var shade = chart.Marks.Select(static mark => mark.ColorBar).LastOrDefault(static shade => shade is not null);
        var shadeTicks = shade is null ? [] : Ticks.Of(shade.Scale, shade.Range, 6);
        double right = box.Right - 14 - (shade is null ? 0 : 14 + BarWidth + 6 + WidthOf(shadeTicks));
        var (xTicks, turned) = XTicks(Math.Max(40, right - left));
        double xHeight = !ShowX ? 8 : turned ? 8 + 0.6 * WidthOf(xTicks) + Font : Font + 10;
        double bottom = box.Bottom - xHeight - (ShowX && chart.X.Length > 0 ? Font + 8 : 4);
        if (ShowX && !turned && xTicks is [.., { Label: { } label } last] && shade is null)
            right -= Math.Max(0, Svg.WidthOf(label, Font) / 2 - 12 - (1 - new Axis(chart.XScale, XRange, 0, 1)[last.Value]) * (right - left));

        var area = new Box(left, upper, Math.Max(20, right - left), Math.Max(20, bottom - upper));
        if (chart.EqualAxes)
            area = Equal(area);
        var x = new Axis(chart.XScale, XRange, area.X, area.Right);
        var y = yLabels is null ? new Axis(chart.YScale, YRange, area.Bottom, area.Y) : new Axis(chart.YScale, YRange, area.Y, area.Bottom);

        if (chart.Title.Length > 0)
            svg.Text(box.X + box.Width / 2, box.Y + Font + 8, Shortened(chart.Title, box.Width - 8, Font + 2), Font + 2, Anchor.Middle, bold: true);
        Reports.Legend.Draw(svg, entries, new(box.X + 12, top, box.Width - 24, legend), Font);
        DrawGrid(svg, area, x, y, xTicks, yTicks);
        svg.BeginClip(area);
        int groups = chart.Marks.OfType<BarMark>().Count(), group = 0;
        foreach (var mark in chart.Marks)
            mark.Draw(new(svg, x, y, pens, (mark is BarMark ? group++ : 0, groups), Font));
        svg.EndClip();
        svg.Frame(area);
        DrawNumbers(svg, area, x, y, xTicks, yTicks, turned);
        if (ShowX && chart.X.Length > 0)
            svg.Text(area.X + area.Width / 2, area.Bottom + xHeight + Font - 1, chart.X, Font, Anchor.Middle);
        if (ShowY && chart.Y.Length > 0)
            svg.Text(area.X - yWidth - 8, area.Y + area.Height / 2, chart.Y, Font, Anchor.Middle, turn: -90);
        if (shade is not null)
            DrawColors(svg, new(area.Right + 14, area.Y, BarWidth, area.Height), shade, shadeTicks);
    }

    /// <summary>How much room the numbers beside the axis take, and its name, in a chart of about the height.</summary>
    public double Beside(double height) => WidthOf(YTicks(height)) + 8 + (chart.Y.Length > 0 ? Font + 4 : 0);

    /// <summary>How much room the numbers below the axis take, and its name.</summary>
    public double Below => Font + 2 + (chart.X.Length > 0 ? Font + 4 : 0);

    private double WidthOf(Tick[] ticks) => ticks.Select(tick => Svg.WidthOf(tick.Label ?? "", Font)).DefaultIfEmpty().Max();

    private Tick[] YTicks(double height) =>
        yLabels is not null ? Labels(yLabels, height / (1.4 * Font)) : Ticks.Of(chart.YScale, YRange, (int)Math.Clamp(height / (3 * Font), 2, 8));

    /// <summary>As many as have room beside each other; texts that have none are turned.</summary>
    private (Tick[] Ticks, bool Turned) XTicks(double width)
    {
        if (xLabels is not null)
        {
            double widest = xLabels.Max(label => Svg.WidthOf(label, Font)) + 0.8 * Font;
            bool turned = widest * xLabels.Count > width && xLabels.Any(static label => !int.TryParse(label, out _));
            return (Labels(xLabels, width / (turned ? 1.4 * Font : widest)), turned); // Of numbers some are left out instead.
        }
        double most = Math.Clamp(width / 48, 2, 12);
        for (int count = (int)(chart.HasWholeX ? Math.Clamp(Math.Ceiling(XRange.Length), 1, most) : most); ; count--)
        {
            var ticks = Ticks.Of(chart.XScale, XRange, count);
            var written = ticks.Where(static tick => tick.Label is not null).ToArray();
            var axis = new Axis(chart.XScale, XRange, 0, width);
            bool fits = written.Zip(written.Skip(1)).All(pair => axis[pair.Second.Value] - axis[pair.First.Value] >
                (Svg.WidthOf(pair.First.Label!, Font) + Svg.WidthOf(pair.Second.Label!, Font)) / 2 + 0.8 * Font);
            if (fits || count <= 1)
                return (ticks, false);
        }
    }

    private static Tick[] Labels(IReadOnlyList<string> labels, double most)
    {
        var (mantissa, exponent) = labels.Count <= most ? (1, 0) : Ticks.Step(labels.Count, Math.Max(2, (int)most));
        int every = mantissa * (int)Math.Pow(10, Math.Max(0, exponent));
        return [.. labels.Select((label, i) => new Tick(i, i % every == 0 ? label : null))];
    }

    private Box Equal(Box area)
    {
        double unit = Math.Min(area.Width / XRange.Length, area.Height / YRange.Length);
        var (width, height) = (unit * XRange.Length, unit * YRange.Length);
        return new(area.X + (area.Width - width) / 2, area.Y + (area.Height - height) / 2, width, height);
    }

    private void DrawGrid(Svg svg, Box area, Axis x, Axis y, Tick[] xTicks, Tick[] yTicks)
    {
        svg.Add($"<rect class=\"plot\" x=\"{area.X}\" y=\"{area.Y}\" width=\"{area.Width}\" height=\"{area.Height}\" fill=\"none\"/>\n");
        if (xLabels is null)
            foreach (var tick in xTicks)
                svg.Line(x[tick.Value], area.Y, x[tick.Value], area.Bottom, tick.Label is null ? "minor" : "grid");
        if (yLabels is null)
            foreach (var tick in yTicks)
                svg.Line(area.X, y[tick.Value], area.Right, y[tick.Value], tick.Label is null ? "minor" : "grid");
    }

    private void DrawNumbers(Svg svg, Box area, Axis x, Axis y, Tick[] xTicks, Tick[] yTicks, bool turned)
    {
        if (ShowX)
            foreach (var (value, label) in xTicks)
                if (label is not null && turned)
                    svg.Text(x[value] + 0.4 * Font, area.Bottom + Font + 2, label, Font, Anchor.End, "muted", turn: -35);
                else if (label is not null)
                    svg.Text(x[value], area.Bottom + Font + 5, label, Font, Anchor.Middle, "muted");
        if (ShowY)
            foreach (var (value, label) in yTicks)
                if (label is not null)
                    svg.Text(area.X - 6, y[value] + 0.35 * Font, label, Font, Anchor.End, "muted");
    }

    private void DrawColors(Svg svg, Box box, Shade shade, Tick[] ticks)
    {
        const int steps = 64;
        svg.Picture(box, 1, steps, [.. Enumerable.Range(0, steps).Select(i => shade.Colors[1 - (i + 0.5) / steps])]);
        svg.Frame(box);
        foreach (var (value, label) in ticks)
            if (label is not null)
                svg.Text(box.Right + 5, box.Bottom - box.Height * shade.Share(value) + 0.35 * Font, label, Font, kind: "muted");
    }

    /// <summary>A text with its end left out where it has no room.</summary>
    public static string Shortened(string text, double width, double font)
    {
        if (Svg.WidthOf(text, font) <= width)
            return text;
        while (text.Length > 1 && Svg.WidthOf(text, font) + font > width)
            text = text[..^1];
        return text + "…";
    }
}
