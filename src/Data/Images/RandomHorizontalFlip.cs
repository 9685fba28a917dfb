namespace AutoGrad.Data;

/// <summary>Mirrors images left to right, each with a probability.</summary>
/// <param name="P">How probable it is.</param>
public sealed record RandomHorizontalFlip(double P = 0.5) : ImageAugmentation
{
    /// <summary>How probable it is.</summary>
    public double P { get; init; } = Probability.Require(P, nameof(RandomHorizontalFlip));

    /// <inheritdoc/>
    protected override void Change<T>(Image<T> image, Image<T> result, Generator generator)
    {
        image.Pixels.CopyTo(result.Pixels);
        if (generator.NextDouble() < P)
            for (int channel = 0; channel < result.Channels; channel++)
                for (int row = 0; row < result.Height; row++)
                    result.Row(channel, row).Reverse();
    }
}
