using System.Globalization;

namespace AutoGrad.Optim;

/// <summary>Checks of hyper-parameters.</summary>
internal static class Hyper
{
    public static double NonNegative(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw Refused(value, name, "must be 0 or more, and finite");

    public static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw Refused(value, name, "must be more than 0, and finite");

    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw Refused(value, name, "must be finite");

    public static double Fraction(double value, string name) =>
        value >= 0 && value < 1 ? value : throw Refused(value, name, "must lie in [0, 1)");

    public static double UnitInterval(double value, string name) =>
        value >= 0 && value <= 1 ? value : throw Refused(value, name, "must lie in [0, 1]");

    public static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw Refused(value, name, $"must be {least} or more");

    private static ArgumentOutOfRangeException Refused(double value, string name, string rule) =>
        new(name, value, $"{name} is {value.ToString(CultureInfo.InvariantCulture)}; it {rule}.");
}
