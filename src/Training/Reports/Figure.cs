using System.Text;

namespace AutoGrad.Training.Reports;

/// <summary>A picture with numbers behind it: described once, and written as SVG or as part of a <c>Report</c>.</summary>
public abstract class Figure
{
    private readonly int width, height;

    private protected Figure(string? title, int width, int height = 0) => (Title, this.width, this.height) = (title ?? "", width, height);

    /// <summary>What stands above it; nothing where it is empty.</summary>
    public string Title { get; init; }

    /// <summary>Its width in pixels, from 100 to 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that.</exception>
    public int Width
    {
        get => width;
        init => width = Size(value, nameof(Width));
    }

    /// <summary>Its height in pixels, from 100 to 10,000; what its parts need by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that.</exception>
    public int Height
    {
        get => height > 0 ? height : NaturalHeight;
        init => height = Size(value, nameof(Height));
    }

    /// <summary>How high it is where nobody says so.</summary>
    private protected virtual int NaturalHeight => 400;

    /// <summary>The picture as SVG. The same figure has the same text, whatever the culture.</summary>
    /// <exception cref="InvalidOperationException">There is nothing in it.</exception>
    public string ToSvg()
    {
        var pens = new Pens();
        var svg = new Svg(Width, Height, Title);
        Draw(svg, new(0, 0, Width, Height), pens);
        return svg.ToString();
    }

    /// <summary>Writes the picture to a file, whole or not at all. A folder that is not there is made.</summary>
    /// <param name="path">The file, <c>.svg</c> by custom.</param>
    /// <exception cref="InvalidOperationException">There is nothing in the picture.</exception>
    public void SaveSvg(string path) => Save(path, ToSvg());

    /// <summary>Puts a text in the place of a file.</summary>
    internal static void Save(string path, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var bytes = Encoding.UTF8.GetBytes(text);
        WholeFile.Write(path, file => file.Write(bytes));
    }

    /// <summary>Draws it into a box of a page.</summary>
    internal abstract void Draw(Svg svg, Box box, Pens pens);

    /// <summary>Puts it on the page of a report.</summary>
    internal abstract void Write(PageWriter page);

    private static int Size(int value, string name) =>
        value is >= 100 and <= 10_000 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is {value} pixels; give 100 to 10,000.");
}
