using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AutoGrad.Training.Reports;

/// <summary>
/// A page of texts, tables and figures that can be looked into: one HTML file that needs nothing else, and opens without a network.
/// <c>new Report("Digits").Section("Loss").Text("…").Add(chart).Save("report.html")</c>.
/// </summary>
public sealed class Report
{
    private readonly List<Part> parts = [];

    /// <summary>An empty report.</summary>
    /// <param name="title">What stands above it.</param>
    /// <exception cref="ArgumentException">There is no title.</exception>
    public Report(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>What stands above it.</summary>
    public string Title { get; }

    /// <summary>Begins a section.</summary>
    /// <param name="heading">What stands above it.</param>
    /// <returns>The report.</returns>
    public Report Section(string heading)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(heading);
        return Add(new Heading(heading));
    }

    /// <summary>Adds text. It stands for itself: tags in it are no tags.</summary>
    /// <param name="text">Paragraphs, parted by empty lines.</param>
    /// <returns>The report.</returns>
    public Report Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (string paragraph in text.ReplaceLineEndings("\n")
            .Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            parts.Add(new Paragraph(paragraph));
        return this;
    }

    /// <summary>Adds a table. Numbers stand at the right, written the same in every culture.</summary>
    /// <param name="columns">What stands above the columns.</param>
    /// <param name="rows">The rows, with a cell for each column: text, numbers, or nothing.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A row has more cells than there are columns, or fewer.</exception>
    public Report Table(IEnumerable<string> columns, params IEnumerable<IEnumerable<object?>> rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(rows);
        string[] heads = [.. columns];
        object?[][] cells = [.. rows.Select(static row => row.ToArray())];
        foreach (var (i, row) in cells.Index())
            if (row.Length != heads.Length)
                throw new ArgumentException($"Report '{Title}': row {i} of a table has {row.Length} cells and there are {heads.Length} columns.",
                    nameof(rows));
        return Add(new TablePart(heads, cells));
    }

    /// <summary>Adds a figure.</summary>
    /// <param name="figure">A chart, panels or a grid of pictures.</param>
    /// <returns>The report.</returns>
    public Report Add(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Add(new FigurePart(figure));
    }

    /// <summary>The page. The same report has the same text, whatever the culture.</summary>
    /// <exception cref="InvalidOperationException">There is nothing in one of its figures.</exception>
    public string ToHtml()
    {
        var body = new StringBuilder();
        using var memory = new MemoryStream();
        int figures = 0;
        using (var json = new Utf8JsonWriter(memory)) // Its encoder leaves no < and no & in texts, so nothing in them ends the script.
        {
            json.WriteStartArray();
            var page = new PageWriter(body, json);
            for (int i = 0; i < parts.Count; i++)
            {
                bool figure = parts[i] is FigurePart;
                if (figure && (i == 0 || parts[i - 1] is not FigurePart))
                    body.Append("<div class=\"figures\">\n");
                parts[i].Write(page);
                if (figure && (i + 1 == parts.Count || parts[i + 1] is not FigurePart))
                    body.Append("</div>\n");
            }
            json.WriteEndArray();
            figures = page.Plots;
        }
        string title = Svg.Escape(Title);
        var headings = parts.OfType<Heading>().Select(static (heading, i) => $"<a href=\"#section-{i}\">{Svg.Escape(heading.Text)}</a>").ToArray();
        var html = new StringBuilder()
            .Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
            .Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Html.Policy}\">\n")
            .Append($"<title>{title}</title>\n<style>\n{Html.Style}\n</style>\n</head>\n")
            .Append($"<body>\n<main>\n<h1>{title}</h1>\n");
        if (headings.Length > 1)
            html.Append($"<nav>{string.Concat(headings)}</nav>\n");
        html.Append(body).Append("</main>\n");
        if (figures > 0)
            html.Append($"<script type=\"application/json\" id=\"figures\">{Encoding.UTF8.GetString(memory.ToArray())}</script>\n")
                .Append("<script>\n").Append(PlotlyBundle.Script).Append("\n</script>\n<script>\n").Append(Html.Script).Append("\n</script>\n");
        return html.Append("</body>\n</html>\n").Replace("\r\n", "\n").ToString();
    }

    /// <summary>Writes the page to a file, whole or not at all. A folder that is not there is made.</summary>
    /// <param name="path">The file, <c>.html</c> by custom.</param>
    /// <exception cref="InvalidOperationException">There is nothing in one of the figures.</exception>
    public void Save(string path) => Reports.Figure.Save(path, ToHtml());

    private Report Add(Part part)
    {
        parts.Add(part);
        return this;
    }

    private abstract record Part
    {
        public abstract void Write(PageWriter page);
    }

    private sealed record Heading(string Text) : Part
    {
        public override void Write(PageWriter page) => page.Add($"<h2 id=\"section-{page.Sections++}\">{Svg.Escape(Text)}</h2>\n");
    }

    private sealed record Paragraph(string Text) : Part
    {
        public override void Write(PageWriter page) => page.Add($"<p>{string.Join('\n', Text.Split('\n').Select(Svg.Escape))}</p>\n");
    }

    private sealed record FigurePart(Figure Figure) : Part
    {
        public override void Write(PageWriter page) => Figure.Write(page);
    }

    private sealed record TablePart(string[] Heads, object?[][] Rows) : Part
    {
        public override void Write(PageWriter page)
        {
            page.Add("<div class=\"scroll\"><table>\n<tr>");
            foreach (string head in Heads)
                page.Add($"<th>{Svg.Escape(head)}</th>");
            page.Add("</tr>\n");
            foreach (var row in Rows)
                page.Add($"<tr>{string.Concat(row.Select(Cell))}</tr>\n");
            page.Add("</table></div>\n");
        }

        private static string Cell(object? value) => value switch
        {
            null => "<td></td>",
            float or double or Half or decimal => $"<td class=\"number\">{((IFormattable)value).ToString("G6", CultureInfo.InvariantCulture)}</td>",
            sbyte or byte or short or ushort or int or uint or long or ulong =>
                $"<td class=\"number\">{((IFormattable)value).ToString("N0", CultureInfo.InvariantCulture)}</td>",
            IFormattable other => $"<td>{Svg.Escape(other.ToString(null, CultureInfo.InvariantCulture))}</td>",
            _ => $"<td>{Svg.Escape(value.ToString() ?? "")}</td>",
        };
    }
}
