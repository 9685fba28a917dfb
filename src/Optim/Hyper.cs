namespace AutoGrad.Optim;

/// <summary>Checks of hyper-parameters.</summary>
internal static class Hyper
{
    public static double NonNegative(double value, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw Refused(value, name, "must be 0 or more, and finite");

    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw Refused(value, name, "must be finite");

    public static double Fraction(double value, string name) =>
        value >= 0 && value < 1 ? value : throw Refused(value, name, "must lie in [0, 1)");

    private static ArgumentOutOfRangeException Refused(double value, string name, string rule) =>
        new(name, value, $"{name} is {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; it {rule}.");
}
