namespace AutoGrad.Training.Reports;

/// <summary>Small pictures in rows, each with a line of text below it: samples and what a model says of them, or the weights of filters.</summary>
public sealed class ImageGrid : Figure
{
    private const double Gap = 10, Caption = 18, Font = 11;

    private readonly List<Tile> tiles = [];
    private readonly int columns;

    /// <summary>A grid without pictures as yet.</summary>
    /// <param name="title">What stands above it.</param>
    /// <param name="columns">How many pictures stand beside each other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no columns.</exception>
    public ImageGrid(string? title = null, int columns = 8) : base(title, 640)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        this.columns = columns;
    }

    private protected override int NaturalHeight => (int)Math.Ceiling(Math.Clamp(Top + Rows * (Side + LineHeight + Gap) + 2, 100, 10_000));

    private double Top => Title.Length > 0 ? 40 : 12;

    private double Side => (double)(Width - 2 * Gap + Gap) / columns - Gap;

    private double LineHeight => tiles.Any(static tile => tile.Caption.Length > 0) ? Caption : 0;

    private int Rows => Math.Max(1, (tiles.Count + columns - 1) / columns);

    /// <summary>Adds a picture.</summary>
    /// <param name="image">Grey <c>[H, W]</c> or <c>[1, H, W]</c>, or red, green and blue <c>[3, H, W]</c>.</param>
    /// <param name="caption">What stands below it.</param>
    /// <param name="color">The colour of the text; that of text by default.</param>
    /// <param name="range">The values that are black and white; from 0 to 1 by default where the picture's lie between, else from its least to its
    /// greatest.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ShapeException">The tensor has another shape.</exception>
    public ImageGrid Add(Tensor image, string? caption = null, Rgb? color = null, (double Low, double High)? range = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        bool colored = image.Rank == 3 && image.Shape[0] == 3;
        if (image.Rank != 2 && !(image.Rank == 3 && image.Shape[0] is 1 or 3) || image.ElementCount == 0)
            throw new ShapeException($"ImageGrid: a picture is {image.Shape}; it must be grey [H, W] or [1, H, W], or colours [3, H, W].");
        var values = Numbers.Of(image, nameof(image));
        var ends = range is { } given ? Interval.Of(given, nameof(range)) : Interval.Around(values, Scale.Linear);
        if (range is null)
            ends = ends is { Low: >= 0, High: <= 1 } ? new(0, 1) : ends.WithRoom(Scale.Linear, 0);
        int height = image.Shape[^2], width = image.Shape[^1], size = height * width;
        var pixels = new Rgb[size];
        for (int i = 0; i < size; i++)
        {
            var (green, blue) = colored ? (size + i, 2 * size + i) : (i, i);
            pixels[i] = new(Level(values[i]), Level(values[green]), Level(values[blue]));
        }
        tiles.Add(new(width, height, pixels, caption ?? "", color));
        return this;

        byte Level(double value) => double.IsNaN(value) ? (byte)0 : (byte)Math.Round(255 * Math.Clamp((value - ends.Low) / ends.Length, 0, 1));
    }

    internal override void Draw(Svg svg, Box box, Pens pens)
    {
        if (tiles.Count == 0)
            throw new InvalidOperationException(
                $"ImageGrid{(Title.Length > 0 ? $" '{Title}'" : "")}: there are no pictures in it; add some before it is drawn.");
        if (Title.Length > 0)
            svg.Text(box.X + box.Width / 2, box.Y + 22, ChartLayout.Shortened(Title, box.Width - 8, 14), 14, Anchor.Middle, bold: true);
        for (int i = 0; i < tiles.Count; i++)
        {
            var tile = tiles[i];
            double x = box.X + Gap + i % columns * (Side + Gap), y = box.Y + Top + i / columns * (Side + LineHeight + Gap);
            double scale = Side / Math.Max(tile.Width, tile.Height), width = tile.Width * scale, height = tile.Height * scale;
            svg.Picture(new(x + (Side - width) / 2, y + (Side - height) / 2, width, height), tile.Width, tile.Height, tile.Pixels);
            if (tile.Caption.Length > 0)
            {
                string caption = ChartLayout.Shortened(tile.Caption, Side + Gap - 4, Font);
                svg.Text(x + Side / 2, y + Side + Font + 3, caption, Font, Anchor.Middle, color: tile.Color);
            }
        }
    }

    internal override void Write(PageWriter page) => page.Add($"<figure class=\"wide picture\">\n{ToSvg()}</figure>\n");

    private sealed record Tile(int Width, int Height, Rgb[] Pixels, string Caption, Rgb? Color);
}
