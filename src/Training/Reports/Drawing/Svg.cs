using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace AutoGrad.Training.Reports;

/// <summary>A place on the page and its size, in pixels from the upper left corner.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;
}

/// <summary>Where a text stands: it starts, is centred or ends at its place.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>Writes an SVG picture. What is drawn is scaled by no one, needs no fonts or scripts, and follows the reader's choice of light or
/// dark.</summary>
internal sealed class Svg
{
    /// <summary>Ink, muted ink, grid and frame; the picture brings its own ground, so that it can be read wherever it stands.</summary>
    private const string Style = """
        .ag .ground{fill:#fff}.ag .ink{fill:#1f2328}.ag .muted{fill:#59636e}.ag .grid{stroke:#e3e7ec}.ag .minor{stroke:#f0f2f5}
        .ag .frame{stroke:#8b949e}.ag .rule{stroke:#59636e}.ag .halo{stroke:#fff}
        .ag .note{stroke:#fff;stroke-width:3px;stroke-linejoin:round;paint-order:stroke}
        @media(prefers-color-scheme:dark){.ag .ground{fill:#0d1117}.ag .ink{fill:#e6edf3}.ag .muted{fill:#9aa4af}.ag .grid{stroke:#272d36}
        .ag .minor{stroke:#1a1f27}.ag .frame{stroke:#6e7681}.ag .rule{stroke:#9aa4af}.ag .halo,.ag .note{stroke:#0d1117}}
        """;

    private readonly StringBuilder body = new();
    private readonly double width, height;

    public Svg(double width, double height, string? title)
    {
        (this.width, this.height) = (width, height);
        if (!string.IsNullOrEmpty(title))
            Add($"<title>{Escape(title)}</title>\n");
        Add($"<style>{Style.ReplaceLineEndings("\n")}</style>\n<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n");
    }

    /// <summary>About how wide a text is; no font is asked, for none is known.</summary>
    public static double WidthOf(string text, double size)
    {
        double width = 0;
        foreach (char c in text)
            width += c switch
            {
                'i' or 'j' or 'l' or '.' or ',' or ':' or ';' or '\'' or '|' or '!' or 'I' => 0.28,
                'f' or 't' or 'r' or '(' or ')' or '[' or ']' or ' ' or '/' or '-' => 0.37,
                'm' or 'w' or 'M' or 'W' or '×' => 0.8,
                '⁰' or '¹' or '²' or '³' or '⁴' or '⁵' or '⁶' or '⁷' or '⁸' or '⁹' or '⁻' => 0.4,
                (>= 'A' and <= 'Z') or '−' => 0.67,
                >= '\u2E80' => 1,
                _ => 0.57,
            };
        return width * size;
    }

    /// <summary>Text as XML has it, without the characters that XML does not know.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            _ = c switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                '\t' or '\n' or '\r' => result.Append(' '),
                < ' ' or '\uFFFE' or '\uFFFF' => result.Append('\uFFFD'),
                _ when char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) => result.Append(c).Append(text[++i]),
                _ when char.IsSurrogate(c) => result.Append('\uFFFD'),
                _ => result.Append(c),
            };
        }
        return result.ToString();
    }

    /// <summary>Anything; numbers are written with two decimals, whatever the culture.</summary>
    public void Add(ref Markup markup) => body.Append(markup.Text);

    public void Line(double x1, double y1, double x2, double y2, string kind, double width = 1, bool dashed = false) =>
        Add($"<line class=\"{kind}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke-width=\"{width}\"" +
            $"{(dashed ? " stroke-dasharray=\"5 4\"" : "")}/>\n");

    public void Rectangle(Box box, Rgb color, double opacity = 1) =>
        Add($"<rect x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" fill=\"{color}\"" +
            $"{Opacity("fill-opacity", opacity)}/>\n");

    /// <summary>Rectangles of one colour as one shape, which takes a third of the room.</summary>
    public void Rectangles(IReadOnlyCollection<Box> boxes, Rgb color, double opacity = 1)
    {
        if (boxes.Count == 0)
            return;
        Add($"<path d=\"");
        foreach (var box in boxes)
            Add($"M{box.X} {box.Y}h{box.Width}v{box.Height}h{-box.Width}z");
        Add($"\" fill=\"{color}\"{Opacity("fill-opacity", opacity)}/>\n");
    }

    public void Frame(Box box) =>
        Add($"<rect class=\"frame\" x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" fill=\"none\"/>\n");

    /// <summary>A small disc with a rim that sets it off from what is below it, or the rim alone.</summary>
    public void Dot(double x, double y, double radius, Rgb color, double opacity = 1, bool hollow = false)
    {
        if (hollow)
            Add($"<circle class=\"ground\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" stroke=\"{color}\" stroke-width=\"2\"/>\n");
        else
            Add($"<circle class=\"halo\" stroke-width=\"0.7\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{color}\"" +
                $"{Opacity("fill-opacity", opacity)}/>\n");
    }

    /// <summary>A line along places; it is broken where one is NaN.</summary>
    public void Curve(IEnumerable<(double X, double Y)> places, Rgb color, double width, double opacity, bool dashed)
    {
        string data = PathData(places);
        if (data.Length > 0)
            Add($"<path d=\"{data}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"" +
                $"{Opacity("stroke-opacity", opacity)}{(dashed ? " stroke-dasharray=\"6 4\"" : "")}/>\n");
    }

    /// <summary>A line of the ground's colour, to set off the one that is drawn over it.</summary>
    public void Halo(IEnumerable<(double X, double Y)> places, double width)
    {
        if (PathData(places) is { Length: > 0 } data)
            Add($"<path class=\"halo\" d=\"{data}\" fill=\"none\" stroke-opacity=\"0.75\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>\n");
    }

    /// <summary>Areas, each a loop of places; what lies inside of an even number of them is outside.</summary>
    public void Area(IEnumerable<IReadOnlyList<(double X, double Y)>> loops, Rgb color, double opacity = 1)
    {
        string data = string.Concat(loops.Select(static loop => PathData(loop) + "z"));
        if (data.Length > 0)
            Add($"<path d=\"{data}\" fill=\"{color}\" fill-rule=\"evenodd\"{Opacity("fill-opacity", opacity)}/>\n");
    }

    /// <summary>Text, its line at a place.</summary>
    public void Text(double x, double y, string text, double size, Anchor anchor = Anchor.Start, string kind = "ink", bool bold = false,
        double turn = 0, Rgb? color = null)
    {
        string attributes = (anchor == Anchor.Start ? "" : $" text-anchor=\"{(anchor == Anchor.Middle ? "middle" : "end")}\"") +
            (bold ? " font-weight=\"600\"" : "");
        string place = turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({turn} {x:0.##} {y:0.##})\"");
        string fill = color is { } own ? $"fill=\"{own}\"" : $"class=\"{kind}\"";
        Add($"<text {fill} x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{attributes}{place}>{Escape(text)}</text>\n");
    }

    /// <summary>A picture made of pixels, drawn without blurring them.</summary>
    public void Picture(Box box, int columns, int rows, ReadOnlySpan<Rgb> pixels) => Add(
        $"<image x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" preserveAspectRatio=\"none\" " +
        $"style=\"image-rendering:pixelated\" href=\"{Png.DataUri(columns, rows, pixels)}\"/>\n");

    /// <summary>What is drawn from here to <see cref="EndClip"/> is cut off at a box.</summary>
    public void BeginClip(Box box) => Add(
        $"<svg x=\"{box.X}\" y=\"{box.Y}\" width=\"{box.Width}\" height=\"{box.Height}\" " +
        $"viewBox=\"{box.X} {box.Y} {box.Width} {box.Height}\" overflow=\"hidden\">\n");

    public void EndClip() => Add($"</svg>\n");

    public override string ToString()
    {
        Markup start = $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ag\" width=\"{width}\" height=\"{height}\" " +
            $"viewBox=\"0 0 {width} {height}\" font-family=\"system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif\">\n";
        return $"{start.Text}{body}</svg>\n";
    }

    private static string Opacity(string name, double opacity) => opacity == 1 ? ""
        : string.Create(CultureInfo.InvariantCulture, $" {name}=\"{opacity:0.##}\"");

    private static string PathData(IEnumerable<(double X, double Y)> places)
    {
        var data = new StringBuilder();
        bool pen = false;
        foreach (var (x, y) in places)
        {
            if (!double.IsFinite(x) || !double.IsFinite(y))
            {
                pen = false;
                continue;
            }
            // Viewers draw with single precision: what lies far outside of the page is as good a little nearer.
            data.Append(pen ? 'L' : 'M').Append(CultureInfo.InvariantCulture, $"{Math.Clamp(x, -1e5, 1e5):0.##} {Math.Clamp(y, -1e5, 1e5):0.##}");
            pen = true;
        }
        return data.ToString();
    }

    /// <summary>An interpolated text with its numbers in two decimals.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Markup
    {
        public Markup(int literals, int holes) => Text = new(literals + 8 * holes);

        public StringBuilder Text { get; }

        public void AppendLiteral(string text) => Text.Append(text);

        public void AppendFormatted(double number) => Text.Append(CultureInfo.InvariantCulture, $"{number:0.##}");

        public void AppendFormatted(string? text) => Text.Append(text);

        public void AppendFormatted(Rgb color) => Text.Append(color.ToString());
    }
}
