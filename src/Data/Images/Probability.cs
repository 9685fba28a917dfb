namespace AutoGrad.Data;

/// <summary>Checks of what augmentations are told.</summary>
internal static class Probability
{
    public static double Require(double p, string augmentation) => p is >= 0 and <= 1 ? p
        : throw new ArgumentOutOfRangeException(nameof(p), p, $"{augmentation}: a probability lies between 0 and 1.");

    public static double RequireFinite(double value, string augmentation, string name) => value >= 0 && double.IsFinite(value) ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{augmentation}: it must be 0 or more, and finite.");

    public static int RequireSize(int size, int least, string augmentation, string name) => size >= least ? size
        : throw new ArgumentOutOfRangeException(name, size, $"{augmentation}: it must be {least} or more.");
}
