using System.Globalization;

namespace AutoGrad.Training.Reports;

public sealed partial class Chart
{
    /// <summary>Draws a table of numbers as colours, its first row at the top.</summary>
    /// <param name="values">The numbers, <c>[rows, columns]</c>; NaN is grey.</param>
    /// <param name="rows">What is written beside the rows; their numbers from 0 by default.</param>
    /// <param name="columns">What is written below the columns.</param>
    /// <param name="colors">The colours; <see cref="ColorMap.Viridis"/> by default.</param>
    /// <param name="range">The values at the ends of the colours; the least and the greatest by default.</param>
    /// <param name="scale">How colours are spread over values.</param>
    /// <param name="format">How the numbers are written into the cells, such as <c>0</c> or <c>0.00</c>; not at all by default.</param>
    /// <returns>The chart.</returns>
    /// <exception cref="ArgumentException">The table is empty, or labels do not fit it.</exception>
    public Chart Heatmap(
        double[,] values, IEnumerable<string>? rows = null, IEnumerable<string>? columns = null,
        ColorMap? colors = null, (double Low, double High)? range = null, Scale scale = Scale.Linear, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (height, width) = (values.GetLength(0), values.GetLength(1));
        if (values.Length == 0)
            throw new ArgumentException($"{this}: a heatmap has no values; its table is {height} × {width}.", nameof(values));
        string[]? rowLabels = rows?.ToArray(), columnLabels = columns?.ToArray();
        if (rowLabels is not null && rowLabels.Length != height)
            throw new ArgumentException($"{this}: a heatmap has {height} rows and {rowLabels.Length} labels for them.", nameof(rows));
        if (columnLabels is not null && columnLabels.Length != width)
            throw new ArgumentException($"{this}: a heatmap has {width} columns and {columnLabels.Length} labels for them.", nameof(columns));
        var ends = range is { } given ? Interval.Of(given, nameof(range), scale) : Interval.Around(values.Cast<double>(), scale).WithRoom(scale, 0);
        var shade = new Shade(colors ?? ColorMap.Viridis, ends, scale);
        return Add(new HeatmapMark((double[,])values.Clone(), shade, rowLabels, columnLabels) { Format = format });
    }

    /// <inheritdoc cref="Heatmap(double[,], IEnumerable{string}?, IEnumerable{string}?, ColorMap?, ValueTuple{double, double}?, Scale, string?)"/>
    public Chart Heatmap(
        Tensor values, IEnumerable<string>? rows = null, IEnumerable<string>? columns = null,
        ColorMap? colors = null, (double Low, double High)? range = null, Scale scale = Scale.Linear, string? format = null) =>
        Heatmap(Numbers.Table(values, nameof(values)), rows, columns, colors, range, scale, format);
}

/// <summary>A table as colours.</summary>
internal sealed record HeatmapMark(double[,] Values, Shade Shade, string[]? RowLabels, string[]? ColumnLabels) : Mark
{
    /// <summary>More cells than this are a picture.</summary>
    private const int MostCells = 1024;

    public int Rows => Values.GetLength(0);

    public int Columns => Values.GetLength(1);

    public string? Format { get; init; }

    public override IReadOnlyList<string> XLabels { get; } = ColumnLabels ?? Numbered(Values.GetLength(1));

    public override IReadOnlyList<string> YLabels { get; } = RowLabels ?? Numbered(Values.GetLength(0));

    public override bool Covers => true;

    public override Shade? ColorBar => Format is null ? Shade : null;

    public override Interval X(Scale scale) => new(-0.5, Columns - 0.5);

    public override Interval Y(Scale scale) => new(-0.5, Rows - 0.5);

    public override IEnumerable<LegendEntry> Legend(Pens pens) => [];

    public override void Draw(Plot plot)
    {
        if (Values.Length > MostCells && Format is null)
        {
            plot.Svg.Picture(plot.Box, Columns, Rows, Values.Cast<double>().Select(value => Shade[value]).ToArray());
            return;
        }
        for (int row = 0; row < Rows; row++)
            for (int column = 0; column < Columns; column++)
            {
                var (color, cell) = (Shade[Values[row, column]], plot.Between(column - 0.5, row - 0.5, column + 0.5, row + 0.5));
                plot.Svg.Rectangle(cell with { Width = cell.Width + 0.3, Height = cell.Height + 0.3 }, color); // No hairlines between neighbours.
                if (Format is null)
                    continue;
                string text = Values[row, column].ToString(Format, CultureInfo.InvariantCulture);
                double font = Math.Min(plot.Font, 0.9 * cell.Width / Svg.WidthOf(text, 1));
                plot.Svg.Text(cell.X + cell.Width / 2, cell.Y + cell.Height / 2 + 0.35 * font, text, font, Anchor.Middle,
                    color: color.Brightness > 0.55 ? "#14181d" : "#ffffff");
            }
    }

    private static string[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(static i => i.ToString(CultureInfo.InvariantCulture))];

    public override void Write(PlotlyWriter plotly) => plotly.Trace("heatmap", null, () =>
    {
        plotly.Set("x", XLabels);
        plotly.Set("y", YLabels);
        if (Shade.Scale == Scale.Linear)
            plotly.Set("z", Values);
        else
            plotly.Set("z", Shares());
        plotly.Set("zmin", Shade.Scale == Scale.Linear ? Shade.Range.Low : 0);
        plotly.Set("zmax", Shade.Scale == Scale.Linear ? Shade.Range.High : 1);
        plotly.Colors(Shade.Colors);
        plotly.Set("showscale", Format is null);
        plotly.ColorBar(Shade, value => Shade.Scale == Scale.Linear ? value : Shade.Share(value));
        plotly.Set("text", Values, value => value.ToString(Format ?? "G5", CultureInfo.InvariantCulture));
        if (Format is not null)
            plotly.Set("texttemplate", "%{text}");
        plotly.Set("hovertemplate", "%{y}, %{x}: %{text}<extra></extra>");
    });

    private double[,] Shares()
    {
        var shares = new double[YLabels.Count, XLabels.Count];
        for (int i = 0; i < YLabels.Count; i++)
            for (int j = 0; j < XLabels.Count; j++)
                shares[i, j] = Shade.Share(Values[i, j]);
        return shares;
    }
}
