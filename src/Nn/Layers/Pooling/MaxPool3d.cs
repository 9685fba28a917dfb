namespace AutoGrad.Nn;

/// <summary>The greatest element under a window that moves over the spatial axes of volumes x [N, C, D, H, W]: see
/// <see cref="TensorOps.MaxPool3d"/>.</summary>
/// <param name="kernelSize">The size of the window, for all axes or each.</param>
/// <param name="stride">How far the window moves; its size if left out.</param>
/// <param name="padding">How much padding there is on both sides, which is never greatest; at most half the window.</param>
/// <param name="dilation">How far neighbours under the window lie apart.</param>
/// <param name="ceilMode">Whether a window may reach beyond the end, if it begins before it.</param>
public sealed class MaxPool3d(
    PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false)
    : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the padded
    /// input.</exception>
    public override Tensor Forward(Tensor x) => x.MaxPool3d(kernelSize, stride, padding, dilation, ceilMode, "the input");

    /// <summary>The greatest elements, and where they stand: their numbers, Int64, in a channel in row-major order.</summary>
    /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the padded
    /// input.</exception>
    public (Tensor Values, Tensor Indices) ForwardWithIndices(Tensor x) =>
        x.MaxPool3dWithIndices(kernelSize, stride, padding, dilation, ceilMode, "the input");

    /// <inheritdoc/>
    protected internal override SlidingWindow? Window => new(kernelSize, stride.IsDefault ? kernelSize : stride, padding, dilation);

    /// <inheritdoc/>
    protected override string Describe() => Pooling.Describe(kernelSize, stride, padding, dilation, ceilMode);
}
