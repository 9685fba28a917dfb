using System.Globalization;

namespace AutoGrad.Training.Reports;

/// <summary>A number on an axis, and how it is written there; not at all for one between others.</summary>
internal readonly record struct Tick(double Value, string? Label);

/// <summary>Numbers to stand on an axis: 1, 2 or 5 times a power of ten apart, or the powers themselves.</summary>
internal static class Ticks
{
    private static readonly double[] mantissas = [1, 2, 5, 10];

    /// <summary>The ticks of a range.</summary>
    /// <param name="scale">How the axis spreads numbers.</param>
    /// <param name="range">Its ends.</param>
    /// <param name="most">No more than so many with labels.</param>
    public static Tick[] Of(Scale scale, Interval range, int most) => scale == Scale.Linear ? Linear(range, most) : Log(range, most);

    /// <summary>The smallest distance of 1, 2 or 5 times a power of ten that a length has room for no more than so many times.</summary>
    /// <returns>The factor and the power: 5·10⁻² is (5, −2).</returns>
    public static (int Mantissa, int Exponent) Step(double length, int most)
    {
        double least = length / Math.Max(1, most);
        int exponent = (int)Math.Floor(Math.Log10(least));
        double mantissa = mantissas.First(m => m >= least / Math.Pow(10, exponent) * (1 - 1e-9));
        return mantissa == 10 ? (1, exponent + 1) : ((int)mantissa, exponent);
    }

    /// <summary>A number in a few digits: 0.25, 1200, 15k, 2×10⁻⁶.</summary>
    public static string Text(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
        if (value == 0)
            return "0";
        int exponent = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return Write(value, Math.Abs(value), exponent - digits + 1, trim: true);
    }

    private static Tick[] Linear(Interval range, int most)
    {
        var (mantissa, exponent) = Step(range.Length, most);
        double unit = Math.Pow(10, Math.Abs(exponent));
        double step = exponent < 0 ? mantissa / unit : mantissa * unit;
        double largest = Math.Max(Math.Abs(range.Low), Math.Abs(range.High));
        var ticks = new List<Tick>();
        for (double i = Math.Ceiling(range.Low / step - 1e-9), last = Math.Floor(range.High / step + 1e-9); i <= last && ticks.Count <= most + 1; i++)
        {
            double value = exponent < 0 ? i * mantissa / unit : i * mantissa * unit; // A product by 0.1 would drift.
            ticks.Add(new(value + 0.0, Write(value, largest, exponent, trim: false)));
        }
        return [.. ticks];
    }

    private static Tick[] Log(Interval range, int most)
    {
        int first = (int)Math.Ceiling(Math.Log10(range.Low) - 1e-9), last = (int)Math.Floor(Math.Log10(range.High) + 1e-9);
        if (last - first < 1)
            return Math.Log10(range.High / range.Low) < 0.7 ? Linear(range, most) : [.. Between(range, first, last)];
        int every = (last - first) / Math.Max(1, most) + 1;
        bool plain = first >= -3 && last <= 3;
        var ticks = new List<Tick>();
        for (int exponent = first - 1; exponent <= last; exponent++)
        {
            if (exponent >= first)
            {
                string label = plain ? Text(Math.Pow(10, exponent)) : "10" + Raised(exponent);
                ticks.Add(new(Math.Pow(10, exponent), (exponent - first) % every == 0 ? label : null));
            }
            if (last - first <= 5)
                ticks.AddRange(Enumerable.Range(2, 8).Select(m => new Tick(m * Math.Pow(10, exponent), null))
                    .Where(t => t.Value >= range.Low && t.Value <= range.High));
        }
        return [.. ticks];
    }

    /// <summary>A range with one power of ten or none in it has 1, 2 and 5 of each written.</summary>
    private static IEnumerable<Tick> Between(Interval range, int first, int last)
    {
        for (int exponent = first - 1; exponent <= last; exponent++)
            for (int m = 1; m < 10; m++)
                if (m * Math.Pow(10, exponent) is var value && value >= range.Low * (1 - 1e-9) && value <= range.High * (1 + 1e-9))
                    yield return new(value, m is 1 or 2 or 5 ? Text(value) : null);
    }

    /// <summary>Writes a number so that its neighbours on the axis, the largest of them too, are written alike.</summary>
    private static string Write(double value, double largest, int exponent, bool trim)
    {
        if (value == 0)
            return "0";
        int top = (int)Math.Floor(Math.Log10(largest) + 1e-12);
        if (top is < -3 or > 14)
            return Fixed(value / Math.Pow(10, top), top - exponent, trim) + "×10" + Raised(top);
        int unit = top < 4 ? 0 : top / 3 * 3;
        return Fixed(value / Math.Pow(10, unit), unit - exponent, trim) + unit switch { 3 => "k", 6 => "M", 9 => "G", 12 => "T", _ => "" };
    }

    private static string Fixed(double value, int decimals, bool trim)
    {
        string text = value.ToString($"F{Math.Clamp(decimals, 0, 15)}", CultureInfo.InvariantCulture);
        return (trim && text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text).Replace('-', '−');
    }

    private static string Raised(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(static c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));
}
