namespace AutoGrad.Training.Reports;

/// <summary>
/// A chart: marks such as lines and points between two axes. Make one, add marks, and save it:
/// <c>new Chart("Loss") { X = "epoch", YScale = Scale.Log }.Line("train", losses).SaveSvg("loss.svg")</c>. Marks are drawn in the order in which they
/// were added; those with the same name have the same colour.
/// </summary>
/// <param name="title">What stands above it.</param>
public sealed partial class Chart(string? title = null) : Figure(title, 640)
{
    private readonly List<Mark> marks = [];

    /// <summary>What the horizontal axis measures.</summary>
    public string X { get; init; } = "";

    /// <summary>What the vertical axis measures.</summary>
    public string Y { get; init; } = "";

    /// <summary>How the horizontal axis spreads numbers.</summary>
    public Scale XScale { get; init; }

    /// <summary>How the vertical axis spreads numbers.</summary>
    public Scale YScale { get; init; }

    /// <summary>From where to where the horizontal axis goes; around everything drawn by default.</summary>
    public (double Low, double High)? XRange { get; init; }

    /// <summary>From where to where the vertical axis goes; around everything drawn by default.</summary>
    public (double Low, double High)? YRange { get; init; }

    /// <summary>Whether a unit is as long along x as along y; the axes are linear then.</summary>
    public bool EqualAxes { get; init; }

    /// <summary>Whether series are named above the chart, where more than one has a name.</summary>
    public bool Legend { get; init; } = true;

    /// <summary>Whether all points lie at whole numbers along x, as epochs and steps do: then no others stand on the axis.</summary>
    internal bool HasWholeX => XScale == Scale.Linear && marks.All(static mark => mark.HasWholeX)
        && marks.Any(static mark => mark is LineMark or ScatterMark);

    /// <summary>What is drawn, in order.</summary>
    internal IReadOnlyList<Mark> Marks => marks;

    /// <summary>The chart's name, for messages.</summary>
    public override string ToString() => Title.Length > 0 ? $"Chart '{Title}'" : "Chart";

    /// <summary>Everything drawn, or what was asked for, with room where the marks do not cover the area.</summary>
    internal Interval Range(bool horizontal)
    {
        var (scale, asked) = horizontal ? (XScale, XRange) : (YScale, YRange);
        if (asked is { } range)
            return Interval.Of(range, horizontal ? nameof(XRange) : nameof(YRange), scale);
        var covering = marks.Where(static mark => mark.Covers).ToArray();
        var all = (covering.Length > 0 ? covering : [.. marks]).Select(mark => horizontal ? mark.X(scale) : mark.Y(scale))
            .Aggregate(Interval.Empty, static (sum, next) => sum.With(next));
        if (covering.Length > 0 && all.Length > 0)
            return all;
        var roomy = all.WithRoom(scale, horizontal ? 0.02 : 0.05);
        return !horizontal && all.Low == 0 && marks.Any(static mark => mark.Stands) ? roomy with { Low = 0 } : roomy;
    }

    /// <summary>The names of the series and their colours.</summary>
    internal IReadOnlyList<LegendEntry> Entries(Pens pens) => [.. marks.SelectMany(mark => mark.Legend(pens)).DistinctBy(static entry => entry.Name)];

    internal override void Draw(Svg svg, Box box, Pens pens) => new ChartLayout(this, pens).Draw(svg, box);

    internal override void Write(PageWriter page)
    {
        page.Add("<figure>\n");
        page.Add(this, new(), (double)Width / Height, Legend);
        page.Add("</figure>\n");
    }

    /// <summary>Refuses to draw nothing.</summary>
    /// <exception cref="InvalidOperationException">There are no marks.</exception>
    internal void RequireMarks()
    {
        if (marks.Count == 0)
            throw new InvalidOperationException(
                $"{this}: there is nothing in it; add a mark, such as chart.Line(\"train\", losses), before it is drawn.");
    }

    private Chart Add(LineMark mark) => Add(mark, mark.Name, mark.Xs, mark.Ys);

    private Chart Add(ScatterMark mark) => Add(mark, mark.Name, mark.Xs, mark.Ys);

    private Chart Add(BandMark mark) => Add(mark, mark.Name, mark.Xs, mark.Ys);

    private Chart Add(BarMark mark)
    {
        if (mark.Labels.Length == 0)
            throw new ArgumentException($"{this}: {mark.Name ?? "a series of bars"} has none.", "labels");
        Require(mark.Name, mark.Labels.Length, mark.Ys.Length, "values", "labels");
        return Add((Mark)mark);
    }

    private Chart Add(Mark mark, string? name, double[] xs, double[] ys)
    {
        if (xs.Length == 0 && ys.Length == 0)
            throw new ArgumentException($"{this}: {(name is null ? "a series" : $"the series '{name}'")} has no points.", nameof(xs));
        Require(name, xs.Length, ys.Length, nameof(ys));
        return Add(mark);
    }

    private Chart Add(Mark mark)
    {
        foreach (var other in marks)
            if (mark.XLabels is { } labels && other.XLabels is { } others && !labels.SequenceEqual(others))
                throw new ArgumentException(
                    $"{this}: what stands below it is {string.Join(", ", others)} already, and cannot be {string.Join(", ", labels)}, too.",
                    nameof(mark));
        marks.Add(mark with { Key = mark.Name is { Length: > 0 } name ? name : $"\0{marks.Count}" });
        return this;
    }

    private void Require(string? name, int xs, int ys, string parameter, string across = "xs")
    {
        if (xs != ys)
            throw new ArgumentException(
                $"{this}: {(name is null ? "a series" : $"the series '{name}'")} has {xs} {across} and {ys} {parameter}; give one for each.",
                parameter);
    }
}
