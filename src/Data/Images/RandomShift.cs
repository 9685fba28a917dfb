namespace AutoGrad.Data;

/// <summary>Moves images by whole pixels, every distance up to the greatest equally likely.</summary>
/// <param name="Rows">How far up or down at most.</param>
/// <param name="Columns">How far left or right at most; as far as up and down if left out.</param>
/// <param name="Fill">What comes in at the edges.</param>
public sealed record RandomShift(int Rows, int? Columns = null, double Fill = 0) : ImageAugmentation
{
    /// <summary>How far up or down at most.</summary>
    public int Rows { get; init; } = Probability.RequireSize(Rows, 0, nameof(RandomShift), nameof(Rows));

    /// <summary>How far left or right at most.</summary>
    public int? Columns { get; init; } = Probability.RequireSize(Columns ?? Rows, 0, nameof(RandomShift), nameof(Columns));

    /// <inheritdoc/>
    protected override void Change<T>(Image<T> image, Image<T> result, Generator generator) => result.CopyMoved(
        image, Draw(generator, Rows), Draw(generator, Columns!.Value), T.CreateChecked(Fill));

    private static int Draw(Generator generator, int most) => (int)generator.NextInt(2L * most + 1) - most;
}
