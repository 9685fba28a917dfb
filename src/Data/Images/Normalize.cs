using System.Globalization;

namespace AutoGrad.Data;

/// <summary>
/// Scales channels by given numbers, (x − mean) / std, as torchvision's. <see cref="StandardScaler"/> with <c>axes: [0, 2, 3]</c> takes the numbers
/// from the data.
/// </summary>
/// <param name="Mean">What to subtract, a number for each channel, or one for all.</param>
/// <param name="Std">What to divide by.</param>
public sealed record Normalize(IReadOnlyList<double> Mean, IReadOnlyList<double> Std) : ImageAugmentation
{
    /// <summary>What to divide by.</summary>
    public IReadOnlyList<double> Std { get; init; } =
        Std.Count == Mean.Count && Std.Count > 0 && Std.All(static s => s != 0 && double.IsFinite(s)) ? Std
        : throw new ArgumentException($"Normalize: there are {Mean.Count} means and {Std.Count} deviations; each channel has one of both, not 0.");

    /// <inheritdoc/>
    protected override Tensor Images(Tensor images, Generator generator)
    {
        int channels = images.Rank == 4 ? images.Shape[1] : 1;
        if (Mean.Count != 1 && Mean.Count != channels)
            throw new ShapeException($"Normalize: the images are {images.Shape}, of {channels} channels, and there are {Mean.Count} means.");
        return ((images - ByChannel(Mean)) / ByChannel(Std)).To(images.DType);
    }

    /// <summary>Its numbers: <c>Normalize { Mean = [0.5], Std = [0.25] }</c>.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"Normalize {{ Mean = [{string.Join(", ", Mean.Select(Text))}], Std = [{string.Join(", ", Std.Select(Text))}] }}");

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static Tensor ByChannel(IReadOnlyList<double> numbers) => Tensor.Of([.. numbers]).Reshape([numbers.Count, 1, 1]);
}
