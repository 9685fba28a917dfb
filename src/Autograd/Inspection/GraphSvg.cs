using System.Globalization;
using System.Text;

namespace AutoGrad;

/// <summary>A graph as an SVG document.</summary>
internal static class GraphSvg
{
    private const double Margin = 24, Pad = 12, LineHeight = 17, FontSize = 13;

    /// <summary>The width of a character; the widest of the common fixed-width fonts has 0.602 of its size.</summary>
    private const double CharacterWidth = 0.615 * FontSize;

    private const int LongestLine = 44;

    public static string Of(GraphReport report, bool all)
    {
        var view = new GraphView(report, all);
        var lines = view.Items.Count > 0
            ? view.Items.Select(static item => item.Lines().Select(Cut).ToArray()).ToArray()
            : [[Cut(report.Name), $"{report.DType} {report.Shape}", "outside any graph"]];
        var sizes = lines.Select(static box => (box.Max(Columns) * CharacterWidth + 2 * Pad, box.Length * LineHeight + 2 * Pad - 4)).ToArray();
        var layout = new GraphLayout(sizes, view.Edges);

        var text = new StringBuilder();
        string width = Number(layout.Width + 2 * Margin), height = Number(layout.Height + 2 * Margin);
        text.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" ")
            .Append($"viewBox=\"0 0 {width} {height}\" role=\"img\">\n")
            .Append($"<title>{Escaped($"The graph of {report.Name}")}</title>\n")
            .Append("<style>\n")
            .Append("text { font: 13px 'DejaVu Sans Mono', Menlo, Consolas, 'Liberation Mono', monospace; fill: #3c4653; text-anchor: middle; }\n")
            .Append(".head { font-weight: 600; fill: #17202c; }\n")
            .Append("rect { fill: #eef3fb; stroke: #5b7db1; }\n")
            .Append(".leaf rect { fill: #e6f4e6; stroke: #4f8f4f; }\n")
            .Append(".gap rect { fill: #fff; stroke: #8a929d; stroke-dasharray: 5 4; }\n")
            .Append(".end rect { stroke-width: 2.5; }\n")
            .Append(".edge { fill: none; stroke: #7a828d; stroke-width: 1.3; }\n")
            .Append("</style>\n")
            .Append("<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">")
            .Append("<path d=\"M0 1 L9 5 L0 9 z\" fill=\"#7a828d\"/></marker></defs>\n")
            .Append($"<rect width=\"{width}\" height=\"{height}\" style=\"fill: #fff; stroke: none\"/>\n")
            .Append($"<g transform=\"translate({Number(Margin)} {Number(Margin)})\">\n");
        for (int e = 0; e < view.Edges.Count; e++)
            text.Append($"<path class=\"edge\" d=\"{Route(layout, layout.Routes[e], sizes)}\" marker-end=\"url(#arrow)\"/>\n");
        for (int i = 0; i < lines.Length; i++)
        {
            var item = i < view.Items.Count ? view.Items[i] : null;
            string kind = item is null || item.Node is null ? "gap" : item.Node.IsLeaf ? "leaf" : i == lines.Length - 1 ? "op end" : "op";
            string tip = item is null ? report.ToString() : item.Node?.ToString() ?? item.Gap!.Summary;
            var (wide, high) = sizes[i];
            double top = Top(layout, i, high), first = top + Pad + FontSize - 2;
            text.Append($"<g class=\"{kind}\"><title>{Escaped(tip)}</title><rect x=\"{Number(layout.X(i) - wide / 2)}\" y=\"{Number(top)}\" ")
                .Append($"width=\"{Number(wide)}\" height=\"{Number(high)}\" rx=\"6\"/>");
            for (int k = 0; k < lines[i].Length; k++)
                text.Append($"<text{(k == 0 ? " class=\"head\"" : "")} x=\"{Number(layout.X(i))}\" y=\"{Number(first + k * LineHeight)}\">")
                    .Append(Escaped(lines[i][k])).Append("</text>");
            text.Append("</g>\n");
        }
        return text.Append("</g>\n</svg>\n").ToString();
    }

    /// <summary>Down out of a box, in curves between layers, straight through them, down into a box.</summary>
    private static string Route(GraphLayout layout, List<int> items, (double, double Height)[] sizes)
    {
        var path = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            int item = items[i], layer = layout.Layer(item);
            double at = layout.X(item), top = layout.Tops[layer], bottom = top + layout.Heights[layer];
            if (i == 0)
            {
                path.Append($"M{Number(at)} {Number(Top(layout, item, sizes[item].Height) + sizes[item].Height)}");
                path.Append($" L{Number(at)} {Number(bottom)}");
                continue;
            }
            int above = layout.Layer(items[i - 1]);
            double from = layout.Tops[above] + layout.Heights[above], middle = (from + top) / 2;
            path.Append($" C{Number(layout.X(items[i - 1]))} {Number(middle)} {Number(at)} {Number(middle)} {Number(at)} {Number(top)}");
            double end = i < items.Count - 1 ? bottom : Top(layout, item, sizes[item].Height);
            if (end > top)
                path.Append($" L{Number(at)} {Number(end)}");
        }
        return path.ToString();
    }

    /// <summary>A box stands in the middle of its layer.</summary>
    private static double Top(GraphLayout layout, int box, double height) =>
        layout.Tops[layout.Layer(box)] + (layout.Heights[layout.Layer(box)] - height) / 2;

    private static string Cut(string line)
    {
        if (line.Length <= LongestLine)
            return line;
        int end = LongestLine - 1;
        return line[..(char.IsHighSurrogate(line[end - 1]) ? end - 1 : end)] + "…";
    }

    /// <summary>The width of a line in characters; those of East Asian scripts, and pictures, take two.</summary>
    private static int Columns(string line)
    {
        int columns = 0;
        foreach (var rune in line.EnumerateRunes())
            columns += rune.Value >= 0x1100 && rune.Value is not (>= 0x2000 and < 0x2E80) ? 2 : 1;
        return columns;
    }

    private static string Number(double value) => Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>Text inside an element. What XML has no way to write is replaced.</summary>
    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var rune in text.EnumerateRunes()) // A lone surrogate comes as U+FFFD.
            _ = rune.Value switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '"' => escaped.Append("&quot;"),
                '\n' or '\t' => escaped.Append((char)rune.Value),
                < 0x20 or 0x7F or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        return escaped.ToString();
    }
}
