namespace AutoGrad.Data;

/// <summary>Turns images about their centre, every angle up to the greatest equally likely, in both directions. Pixels are interpolated between the
/// four nearest.</summary>
/// <param name="Degrees">The greatest angle.</param>
/// <param name="Fill">What lies outside the image.</param>
public sealed record RandomRotation(double Degrees, double Fill = 0) : ImageAugmentation
{
    /// <summary>The greatest angle.</summary>
    public double Degrees { get; init; } = Probability.RequireFinite(Degrees, nameof(RandomRotation), nameof(Degrees));

    /// <inheritdoc/>
    protected override void Change<T>(Image<T> image, Image<T> result, Generator generator)
    {
        var (sin, cos) = Math.SinCos((2 * generator.NextDouble() - 1) * Degrees * Math.PI / 180);
        double middleRow = (image.Height - 1) / 2.0, middleColumn = (image.Width - 1) / 2.0;
        for (int row = 0; row < result.Height; row++)
            for (int column = 0; column < result.Width; column++)
            {
                // Where the pixel comes from: the rotation backwards, counterclockwise angles being positive, as they are in torchvision.
                double down = row - middleRow, right = column - middleColumn;
                double fromRow = middleRow + cos * down + sin * right, fromColumn = middleColumn + cos * right - sin * down;
                double top = Math.Floor(fromRow), left = Math.Floor(fromColumn);
                double below = fromRow - top, beside = fromColumn - left;
                for (int channel = 0; channel < result.Channels; channel++)
                {
                    var pixels = image.Channel(channel);
                    double upper = Lerp(At(pixels, (int)top, (int)left), At(pixels, (int)top, (int)left + 1), beside);
                    double lower = Lerp(At(pixels, (int)top + 1, (int)left), At(pixels, (int)top + 1, (int)left + 1), beside);
                    result.Row(channel, row)[column] = T.CreateChecked(Lerp(upper, lower, below));
                }
            }

        double At(Span<T> pixels, int row, int column) =>
            (uint)row < (uint)image.Height && (uint)column < (uint)image.Width ? double.CreateChecked(pixels[row * image.Width + column]) : Fill;
    }

    private static double Lerp(double a, double b, double t) => a + (b - a) * t;
}
