namespace AutoGrad.Data;

/// <summary>
/// Blanks out a square of each image. Its centre is any pixel, so part of it may lie outside (DeVries and Taylor, 2017).
/// </summary>
/// <param name="Size">How many pixels wide and high the square is.</param>
/// <param name="Fill">What it becomes.</param>
/// <param name="P">How probable it is for an image to get one.</param>
public sealed record Cutout(int Size, double Fill = 0, double P = 1) : ImageAugmentation
{
    /// <summary>How many pixels wide and high the square is.</summary>
    public int Size { get; init; } = Probability.RequireSize(Size, 1, nameof(Cutout), nameof(Size));

    /// <summary>How probable it is for an image to get a square.</summary>
    public double P { get; init; } = Probability.Require(P, nameof(Cutout));

    /// <inheritdoc/>
    protected override void Change<T>(Image<T> image, Image<T> result, Generator generator)
    {
        image.Pixels.CopyTo(result.Pixels);
        bool cut = generator.NextDouble() < P;
        var (top, bottom) = Draw(generator, image.Height);
        var (left, right) = Draw(generator, image.Width);
        if (!cut)
            return;
        for (int channel = 0; channel < result.Channels; channel++)
            for (int row = top; row < bottom; row++)
                result.Row(channel, row)[left..right].Fill(T.CreateChecked(Fill));
    }

    private (int Start, int End) Draw(Generator generator, int size)
    {
        int start = (int)generator.NextInt(size) - Size / 2;
        return (Math.Max(0, start), Math.Min(size, start + Size));
    }
}
