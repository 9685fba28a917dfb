namespace AutoGrad.Nn;

/// <summary>The patches under a window as columns, x [N, C, H, W] → [N, C·kH·kW, L]; see <see cref="TensorOps.Im2Col"/>.</summary>
/// <param name="kernelSize">The size of the window, along both axes or each.</param>
/// <param name="dilation">How far neighbours under it lie apart; 1 if left out.</param>
/// <param name="padding">How many zeros there are on both sides.</param>
/// <param name="stride">How far it moves; 1 if left out.</param>
public sealed class Unfold(PerAxis kernelSize, PerAxis dilation = default, PerAxis padding = default, PerAxis stride = default) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window does not fit.</exception>
    public override Tensor Forward(Tensor x) => x.Im2Col(kernelSize, dilation, padding, stride, "the input");

    /// <inheritdoc/>
    protected override string Describe() => Pooling.Describe(kernelSize, stride.IsDefault ? 1 : stride, padding, dilation, false);
}
