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
                int top = (int)Math.Floor(fromRow), left = (int)Math.Floor(fromColumn), corner = top * image.Width + left;
                double below = fromRow - top, beside = fromColumn - left;
                bool inside = (uint)top < (uint)(image.Height - 1) && (uint)left < (uint)(image.Width - 1);
                for (int channel = 0; channel < result.Channels; channel++)
                {
                    var pixels = image.Channel(channel);
                    double upper = inside ? Lerp(Number(pixels[corner]), Number(pixels[corner + 1]), beside)
                        : Lerp(At(pixels, top, left), At(pixels, top, left + 1), beside);
                    double lower = inside ? Lerp(Number(pixels[corner + image.Width]), Number(pixels[corner + image.Width + 1]), beside)
                        : Lerp(At(pixels, top + 1, left), At(pixels, top + 1, left + 1), beside);
                    result.Pixels.Span[(channel * result.Height + row) * result.Width + column] = T.CreateTruncating(Lerp(upper, lower, below));
                }
            }

        static double Number(T pixel) => double.CreateTruncating(pixel);

        double At(Span<T> pixels, int row, int column) =>
            (uint)row < (uint)image.Height && (uint)column < (uint)image.Width ? Number(pixels[row * image.Width + column]) : Fill;
    }

    private static double Lerp(double a, double b, double t) => a + (b - a) * t;
}
