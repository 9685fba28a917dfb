namespace AutoGrad.Nn;

/// <summary>Images as sums of patches, x [N, C·kH·kW, L] → [N, C, H, W]; see <see cref="TensorOps.Col2Im"/>.</summary>
/// <param name="outputSize">H and W.</param>
/// <param name="kernelSize">The size of the window, along both axes or each.</param>
/// <param name="dilation">How far neighbours under it lie apart; 1 if left out.</param>
/// <param name="padding">How much is cut off on both sides.</param>
/// <param name="stride">How far it moves; 1 if left out.</param>
public sealed class Fold(PerAxis outputSize, PerAxis kernelSize, PerAxis dilation = default, PerAxis padding = default, PerAxis stride = default)
    : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes, columns or rows than these windows have, or a number is out of
    /// range.</exception>
    public override Tensor Forward(Tensor x) => x.Col2Im(outputSize, kernelSize, dilation, padding, stride, "the input");

    /// <inheritdoc/>
    protected override string Describe() =>
        $"{outputSize}, {Pooling.Describe(kernelSize, stride.IsDefault ? 1 : stride, padding, dilation, false)}";
}
