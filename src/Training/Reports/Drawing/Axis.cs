namespace AutoGrad.Training.Reports;

/// <summary>An axis: numbers and their places on the page.</summary>
/// <param name="Scale">How it spreads numbers.</param>
/// <param name="Range">The numbers at its ends.</param>
/// <param name="Start">Where the first lies on the page.</param>
/// <param name="End">Where the last lies.</param>
internal sealed record Axis(Scale Scale, Interval Range, double Start, double End)
{
    /// <summary>The place of a number; NaN where it has none.</summary>
    public double this[double value] => Scale == Scale.Linear
        ? Start + (End - Start) * ((value - Range.Low) / Range.Length)
        : value > 0 ? Start + (End - Start) * (Math.Log(value / Range.Low) / Math.Log(Range.High / Range.Low)) : double.NaN;

    /// <summary>How long a unit of a linear axis is on the page.</summary>
    public double Unit => Math.Abs(End - Start) / Range.Length;
}
