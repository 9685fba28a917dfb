namespace AutoGrad.Nn;

/// <summary>Channels spread over pixels: [..., C·r², H, W] → [..., C, H·r, W·r]. Shi et al., CVPR 2016.</summary>
/// <param name="factor">r.</param>
public sealed class PixelShuffle(int factor) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has less than three axes, or r² does not divide the channels.</exception>
    public override Tensor Forward(Tensor x) => x.PixelShuffle(factor);

    /// <inheritdoc/>
    protected override string Describe() => $"factor: {factor}";
}
