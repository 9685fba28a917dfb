namespace AutoGrad.Training.Reports;

/// <summary>Colours for values: a map, the values at its ends, and how they are spread between.</summary>
internal sealed record Shade(ColorMap Colors, Interval Range, Scale Scale)
{
    public Rgb this[double value] => Colors[Share(value)];

    /// <summary>From 0 at the low end to 1 at the high one.</summary>
    public double Share(double value) => Scale == Scale.Linear
        ? (value - Range.Low) / Range.Length
        : value > 0 ? Math.Log(value / Range.Low) / Math.Log(Range.High / Range.Low) : value <= 0 ? 0 : double.NaN;
}
