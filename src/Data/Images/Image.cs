namespace AutoGrad.Data;

/// <summary>The pixels of one image, row by row, channel after channel.</summary>
/// <param name="Pixels">All of them.</param>
/// <param name="Channels">How many channels there are.</param>
/// <param name="Height">How many rows a channel has.</param>
/// <param name="Width">How many pixels a row has.</param>
public readonly record struct Image<T>(Memory<T> Pixels, int Channels, int Height, int Width) where T : unmanaged
{
    /// <summary>A row of a channel.</summary>
    public Span<T> Row(int channel, int row) => Pixels.Span.Slice((channel * Height + row) * Width, Width);

    /// <summary>A channel, row by row.</summary>
    public Span<T> Channel(int channel) => Pixels.Span.Slice(channel * Height * Width, Height * Width);

    /// <summary>Copies pixels of an image moved by some rows and columns; where none come to lie, it is filled.</summary>
    /// <param name="image">What to copy; of as many channels.</param>
    /// <param name="down">By how many rows; up if negative.</param>
    /// <param name="right">By how many columns; left if negative.</param>
    /// <param name="fill">What lies outside the image.</param>
    public void CopyMoved(Image<T> image, int down, int right, T fill)
    {
        Pixels.Span.Fill(fill);
        int first = Math.Max(0, right), end = Math.Min(Width, image.Width + right);
        if (first >= end)
            return;
        for (int channel = 0; channel < Channels; channel++)
            for (int row = Math.Max(0, down); row < Math.Min(Height, image.Height + down); row++)
                image.Row(channel, row - down)[(first - right)..(end - right)].CopyTo(Row(channel, row)[first..end]);
    }
}
