namespace AutoGrad.Data;

/// <summary>Mirrors images top to bottom, each with a probability.</summary>
/// <param name="P">How probable it is.</param>
public sealed record RandomVerticalFlip(double P = 0.5) : ImageAugmentation
{
    /// <summary>How probable it is.</summary>
    public double P { get; init; } = Probability.Require(P, nameof(RandomVerticalFlip));

    /// <inheritdoc/>
    protected override void Change<T>(Image<T> image, Image<T> result, Generator generator)
    {
        bool flip = generator.NextDouble() < P;
        for (int channel = 0; channel < image.Channels; channel++)
            for (int row = 0; row < image.Height; row++)
                image.Row(channel, row).CopyTo(result.Row(channel, flip ? image.Height - 1 - row : row));
    }
}
