namespace AutoGrad.Data;

/// <summary>Cuts a piece out of each image, every place equally likely, after adding a margin: 32×32 with a margin of 4 is usual for
/// CIFAR-10.</summary>
/// <param name="Height">How many rows the piece has.</param>
/// <param name="Width">How many columns it has; as many as rows if left out.</param>
/// <param name="Padding">How wide the margin is, on each side.</param>
/// <param name="Fill">What the margin is.</param>
public sealed record RandomCrop(int Height, int? Width = null, int Padding = 0, double Fill = 0) : ImageAugmentation
{
    /// <summary>How many rows the piece has.</summary>
    public int Height { get; init; } = Probability.RequireSize(Height, 1, nameof(RandomCrop), nameof(Height));

    /// <summary>How many columns the piece has.</summary>
    public int? Width { get; init; } = Probability.RequireSize(Width ?? Height, 1, nameof(RandomCrop), nameof(Width));

    /// <summary>How wide the margin is, on each side.</summary>
    public int Padding { get; init; } = Probability.RequireSize(Padding, 0, nameof(RandomCrop), nameof(Padding));

    /// <inheritdoc/>
    protected override (int Height, int Width) SizeOf(int height, int width) =>
        Height <= height + 2 * Padding && Width <= width + 2 * Padding ? (Height, Width!.Value)
        : throw new ShapeException($"RandomCrop: images of {height}×{width} with a margin of {Padding} hold no piece of {Height}×{Width}.");

    /// <inheritdoc/>
    protected override void Change<T>(Image<T> image, Image<T> result, Generator generator) => result.CopyMoved(
        image, Draw(generator, image.Height - result.Height), Draw(generator, image.Width - result.Width), T.CreateChecked(Fill));

    /// <summary>Where the image comes to lie, seen from the piece.</summary>
    private int Draw(Generator generator, int rest) => Padding - (int)generator.NextInt(rest + 2L * Padding + 1);
}
