namespace AutoGrad.Nn;

/// <summary>Pixels gathered into channels: [..., C, H·r, W·r] → [..., C·r², H, W].</summary>
/// <param name="factor">r.</param>
public sealed class PixelUnshuffle(int factor) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has less than three axes, or r does not divide the last two.</exception>
    public override Tensor Forward(Tensor x) => x.PixelUnshuffle(factor);

    /// <inheritdoc/>
    protected override string Describe() => $"factor: {factor}";
}
