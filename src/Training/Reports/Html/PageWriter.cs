using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AutoGrad.Training.Reports;

/// <summary>Writes the body of a report, and the charts in it as a list in JSON.</summary>
internal sealed class PageWriter(StringBuilder body, Utf8JsonWriter json)
{
    /// <summary>How many charts there are so far.</summary>
    public int Plots { get; private set; }

    /// <summary>How many sections have begun.</summary>
    public int Sections { get; set; }

    public void Add(string markup) => body.Append(markup);

    /// <summary>A chart: its place on the page, and its traces and layout in the list.</summary>
    public void Add(Chart chart, Pens pens, double aspect, bool legend, (Interval X, Interval Y)? ranges = null, bool small = false)
    {
        new PlotlyWriter(json, chart, pens) 
        {
            Legend = legend,
            Small = small,
            Ranges = ranges ?? (chart.Range(horizontal: true), chart.Range(horizontal: false)),
        }.Write();
        if (chart.Title.Length > 0)
            Add($"<figcaption>{Svg.Escape(chart.Title)}</figcaption>\n");
        Add(string.Create(CultureInfo.InvariantCulture,
            $"<div class=\"plot\" id=\"figure-{Plots++}\" style=\"aspect-ratio:{aspect:0.###}\"></div>\n"));
    }

    /// <summary>The names of series with their colours.</summary>
    public void Names(IReadOnlyList<LegendEntry> entries)
    {
        if (entries.Count == 0)
            return;
        Add("<div class=\"names\">");
        foreach (var entry in entries)
        {
            string kind = entry.Symbol is Symbol.Box or Symbol.Dot ? " class=\"box\"" : "";
            Add($"<span><i{kind} style=\"background:{entry.Color}\"></i>{Svg.Escape(entry.Name)}</span>");
        }
        Add("</div>\n");
    }
}
