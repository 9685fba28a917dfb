namespace AutoGrad.Nn;

/// <summary>The mean under a window that moves over the spatial axes of images x [N, C, H, W]: see <see cref="TensorOps.AvgPool2d"/>.</summary>
/// <param name="kernelSize">The size of the window, for all axes or each.</param>
/// <param name="stride">How far the window moves; its size if left out.</param>
/// <param name="padding">How many zeros there are on both sides; at most half the window.</param>
/// <param name="ceilMode">Whether a window may reach beyond the padding, if it begins before; what lies there is never counted.</param>
/// <param name="countIncludePad">Whether the zeros of the padding count as elements.</param>
/// <param name="divisorOverride">What sums are divided by in place of the number of elements.</param>
public sealed class AvgPool2d(
    PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, bool ceilMode = false, bool countIncludePad = true,
    int? divisorOverride = null)
    : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the padded
    /// input.</exception>
    /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
    public override Tensor Forward(Tensor x) =>
        x.AvgPool2d(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride, "the input");

    /// <inheritdoc/>
    protected internal override SlidingWindow? Window => new(kernelSize, stride.IsDefault ? kernelSize : stride, padding);

    /// <inheritdoc/>
    protected override string Describe() =>
        Pooling.Describe(kernelSize, stride, padding, default, ceilMode) + (countIncludePad ? "" : ", countIncludePad: false") +
        (divisorOverride is null ? "" : $", divisorOverride: {divisorOverride}");
}
