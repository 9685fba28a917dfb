using System.Collections;

namespace AutoGrad.Training.Reports;

/// <summary>
/// Charts beside and below each other, filled row by row: <c>new Panels("Accuracy", columns: 4) { chart1, chart2, … }</c>. The series are named
/// above all of them, and have the same colours everywhere.
/// </summary>
public sealed class Panels : Figure, IEnumerable<Chart>
{
    private readonly List<Chart> charts = [];
    private readonly int most;

    /// <summary>Panels without charts as yet.</summary>
    /// <param name="title">What stands above them.</param>
    /// <param name="columns">How many charts stand beside each other; 2 by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no columns.</exception>
    public Panels(string? title = null, int columns = 2) : base(title, 900)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        most = columns;
    }

    /// <summary>Whether all horizontal axes go from the same number to the same, which are written below the last charts alone.</summary>
    public bool ShareX { get; init; }

    /// <summary>Whether all vertical axes go from the same number to the same, which are written beside the first charts alone.</summary>
    public bool ShareY { get; init; }

    /// <summary>The charts.</summary>
    public IReadOnlyList<Chart> Charts => charts;

    /// <summary>Adds a chart.</summary>
    public void Add(Chart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        charts.Add(chart);
    }

    /// <summary>The charts in their order.</summary>
    public IEnumerator<Chart> GetEnumerator() => charts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Rows of charts of three quarters of their width.</summary>
    private protected override int NaturalHeight => (int)Math.Clamp(Rows * Width / Columns * 0.72 + 60, 100, 10_000);

    private int Columns => Math.Clamp(charts.Count, 1, most);

    private int Rows => Math.Max(1, (charts.Count + Columns - 1) / Columns);

    internal override void Draw(Svg svg, Box box, Pens pens)
    {
        RequireCharts();
        double font = Math.Clamp(box.Width / Columns / 28, 8.5, 12);
        var entries = Legend.Fitting(Entries(pens), box.Width - 24, 12);
        double top = box.Y + (Title.Length > 0 ? 34 : 8), legend = Legend.Height(entries, box.Width - 24, 12);
        if (Title.Length > 0)
            svg.Text(box.X + box.Width / 2, box.Y + 22, ChartLayout.Shortened(Title, box.Width - 8, 15), 15, Anchor.Middle, bold: true);
        Legend.Draw(svg, entries, new(box.X + 12, top, box.Width - 24, legend), 12);
        top += legend + (legend > 0 ? 6 : 0);
        Interval? xs = ShareX ? Shared(horizontal: true) : null, ys = ShareY ? Shared(horizontal: false) : null;
        var layouts = charts.Select((chart, i) => new ChartLayout(chart, pens)
        {
            Font = font,
            Legend = false,
            ShowX = !ShareX || i + Columns >= charts.Count,
            ShowY = !ShareY || i % Columns == 0,
            XRange = xs ?? chart.Range(horizontal: true),
            YRange = ys ?? chart.Range(horizontal: false),
        }).ToArray();
        // Where axes are shared, the first column and the last row have their numbers in room of their own, so that all charts are of one size.
        double below = ShareX ? layouts.Max(static layout => layout.Below) : 0, height = (box.Bottom - top - below) / Rows;
        double beside = ShareY ? layouts.Max(layout => layout.Beside(height - 3 * font)) : 0, width = (box.Width - beside) / Columns;
        for (int i = 0; i < charts.Count; i++)
        {
            var (x, y) = (box.X + i % Columns * width, top + i / Columns * height);
            double more = layouts[i].ShowY ? beside : 0;
            layouts[i].Draw(svg, new(x + beside - more, y, width + more, height + (layouts[i].ShowX ? below : 0)));
        }
    }

    internal override void Write(PageWriter page)
    {
        RequireCharts();
        var pens = new Pens();
        page.Add("<figure class=\"wide\">\n");
        if (Title.Length > 0)
            page.Add($"<figcaption>{Svg.Escape(Title)}</figcaption>\n");
        page.Names(Entries(pens));
        page.Add($"<div class=\"panels\" style=\"grid-template-columns:repeat({Columns},minmax(0,1fr))\">\n");
        Interval? xs = ShareX ? Shared(horizontal: true) : null, ys = ShareY ? Shared(horizontal: false) : null;
        foreach (var chart in charts)
        {
            page.Add("<figure>\n");
            page.Add(chart, pens, 1.3, legend: false, (xs ?? chart.Range(horizontal: true), ys ?? chart.Range(horizontal: false)),
                small: Columns > 2);
            page.Add("</figure>\n");
        }
        page.Add("</div>\n</figure>\n");
    }

    private LegendEntry[] Entries(Pens pens) =>
        [.. charts.SelectMany(chart => chart.Legend ? chart.Entries(pens) : []).DistinctBy(static entry => entry.Name)];

    private void RequireCharts()
    {
        if (charts.Count == 0)
            throw new InvalidOperationException(
                $"Panels{(Title.Length > 0 ? $" '{Title}'" : "")}: there are no charts in them; add some before they are drawn.");
        foreach (var chart in charts)
            chart.RequireMarks();
    }

    private Interval Shared(bool horizontal) =>
        charts.Select(chart => chart.Range(horizontal)).Aggregate(Interval.Empty, static (sum, next) => sum.With(next));
}
