namespace AutoGrad.Training.Reports;

/// <summary>Which series has which colour: a name keeps its colour across a figure.</summary>
internal sealed class Pens
{
    private readonly Dictionary<string, Rgb> colors = new(StringComparer.Ordinal);

    public Rgb this[string name]
    {
        get
        {
            if (!colors.TryGetValue(name, out var color))
                colors[name] = color = Rgb.Palette[colors.Count % Rgb.Palette.Count];
            return color;
        }
    }
}
