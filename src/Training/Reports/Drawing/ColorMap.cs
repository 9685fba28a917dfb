namespace AutoGrad.Training.Reports;

/// <summary>Colours for the numbers from 0 to 1: those named, with even steps between neighbours.</summary>
public sealed class ColorMap
{
    private readonly Rgb[] stops;

    /// <summary>A map of one's own.</summary>
    /// <param name="stops">At least two colours, from that of 0 to that of 1.</param>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    public ColorMap(params ReadOnlySpan<Rgb> stops)
    {
        if (stops.Length < 2)
            throw new ArgumentException($"A colour map goes from one colour to another; there {(stops.Length == 1 ? "is one" : "are none")}.",
                nameof(stops));
        this.stops = stops.ToArray();
    }

    /// <summary>From dark violet by green to yellow, evenly brighter: for values in general (van der Walt and Smith, 2015).</summary>
    public static ColorMap Viridis { get; } = new("#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#5ec962", "#addc30", "#fde725");

    /// <summary>From near white to the blue of far hills: pale enough for lines and points of all colours over it.</summary>
    public static ColorMap Mist { get; } = new("#fafbfd", "#dde6f1", "#bccce1", "#98afce", "#7390b8");

    /// <summary>From near white to dark blue: for counts.</summary>
    public static ColorMap Blues { get; } = new("#f4f8fd", "#cfe0f3", "#93bfe6", "#5296d5", "#246bb3", "#0b3f80");

    /// <summary>From black to white: for pictures.</summary>
    public static ColorMap Greys { get; } = new("#000000", "#ffffff");

    /// <summary>From blue by near white to red: for values on both sides of one in the middle.</summary>
    public static ColorMap BlueRed { get; } = new("#1f4e9c", "#4f87c7", "#a4c6e4", "#f5f5f5", "#f0b09a", "#d75f4c", "#9c1427");

    /// <summary>The colours it goes through.</summary>
    public IReadOnlyList<Rgb> Stops => stops;

    /// <summary>The colour of a number; what lies outside of 0 to 1 has that of the nearer end, and NaN a middle grey.</summary>
    public Rgb this[double share]
    {
        get
        {
            if (double.IsNaN(share))
                return new(0x88, 0x88, 0x88);
            double place = Math.Clamp(share, 0, 1) * (stops.Length - 1);
            int below = Math.Min((int)place, stops.Length - 2);
            return Rgb.Between(stops[below], stops[below + 1], place - below);
        }
    }
}
