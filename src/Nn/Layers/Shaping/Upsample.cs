namespace AutoGrad.Nn;

/// <summary>Images of another size, [N, C, …] with one to three axes after the channels.</summary>
public sealed class Upsample : Module<Tensor, Tensor>
{
    private readonly Shape? size;
    private readonly double scale;
    private readonly InterpolationMode mode;
    private readonly bool alignCorners;

    /// <summary>To a scale along all axes after the channels.</summary>
    /// <param name="scale">How many times the size.</param>
    /// <param name="mode">How values between pixels are made.</param>
    /// <param name="alignCorners">Whether the centres of the outermost pixels stay where they are, rather than the edges of the image.</param>
    public Upsample(double scale, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false) =>
        (this.scale, this.mode, this.alignCorners) = (Require.Positive(scale, nameof(Upsample), nameof(scale)), mode, alignCorners);

    /// <summary>To a size.</summary>
    /// <param name="size">The sizes of the axes after the channels.</param>
    /// <param name="mode">How values between pixels are made.</param>
    /// <param name="alignCorners">Whether the centres of the outermost pixels stay where they are, rather than the edges of the image.</param>
    public Upsample(Shape size, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false) =>
        (this.size, this.mode, this.alignCorners) = (size, mode, alignCorners);

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not [N, C, …].</exception>
    public override Tensor Forward(Tensor x) => size is { } given
        ? x.Interpolate(given, mode, alignCorners)
        : x.Interpolate(scale, mode, alignCorners);

    /// <inheritdoc/>
    protected override string Describe() => size is { } given
        ? $"size: {given}, mode: {mode}"
        : FormattableString.Invariant($"scale: {scale}, mode: {mode}");
}
