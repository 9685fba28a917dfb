namespace AutoGrad.Training.Reports;

/// <summary>How a series is shown beside its name.</summary>
internal enum Symbol
{
    Line,
    Dashes,
    Dot,
    Box,
}

/// <summary>A series in the legend.</summary>
internal readonly record struct LegendEntry(string Name, Rgb Color, Symbol Symbol);

/// <summary>The names of series with their colours, in rows above what they are in.</summary>
internal static class Legend
{
    private const int MostRows = 5;

    private const double RowHeight = 18, SymbolWidth = 20, Gap = 16;

    /// <summary>As many as have room in a few rows: more than that nobody could tell apart.</summary>
    public static IReadOnlyList<LegendEntry> Fitting(IReadOnlyList<LegendEntry> entries, double width, double font)
    {
        var rows = Rows(entries, width, font);
        if (rows.Count <= MostRows)
            return entries;
        int kept = rows.Take(MostRows).Sum(static row => row.Count) - 1;
        return [.. entries.Take(kept), new($"… {entries.Count - kept} more", Rgb.Palette[^1], Symbol.Box)];
    }

    /// <summary>How high the rows are together.</summary>
    public static double Height(IReadOnlyList<LegendEntry> entries, double width, double font) => Rows(entries, width, font).Count * RowHeight;

    /// <summary>Draws the rows, each around the middle.</summary>
    public static void Draw(Svg svg, IReadOnlyList<LegendEntry> entries, Box box, double font)
    {
        double y = box.Y + RowHeight / 2;
        foreach (var row in Rows(entries, box.Width, font))
        {
            double x = box.X + Math.Max(0, (box.Width - row.Sum(entry => WidthOf(entry, font)) + Gap) / 2);
            foreach (var entry in row)
            {
                Draw(svg, entry, x, y);
                svg.Text(x + SymbolWidth + 5, y + 0.35 * font, entry.Name, font);
                x += WidthOf(entry, font);
            }
            y += RowHeight;
        }
    }

    private static void Draw(Svg svg, LegendEntry entry, double x, double y)
    {
        switch (entry.Symbol)
        {
            case Symbol.Dot:
                svg.Dot(x + SymbolWidth / 2, y, 4, entry.Color);
                break;
            case Symbol.Box:
                svg.Rectangle(new(x + 6, y - 5.5, 11, 11), entry.Color, 0.85);
                break;
            default:
                svg.Curve([(x, y), (x + SymbolWidth, y)], entry.Color, 2.2, 1, entry.Symbol == Symbol.Dashes);
                break;
        }
    }

    private static double WidthOf(LegendEntry entry, double font) => SymbolWidth + 5 + Svg.WidthOf(entry.Name, font) + Gap;

    private static List<List<LegendEntry>> Rows(IReadOnlyList<LegendEntry> entries, double width, double font)
    {
        var rows = new List<List<LegendEntry>>();
        double used = double.PositiveInfinity;
        foreach (var entry in entries)
        {
            if (used + WidthOf(entry, font) - Gap > width)
                (rows, used) = ([.. rows, []], 0);
            rows[^1].Add(entry);
            used += WidthOf(entry, font);
        }
        return rows;
    }
}
