namespace AutoGrad.Nn;

/// <summary>(Σ xᵖ)^(1/p) under a window that moves over the spatial axes of images x [N, C, H, W]: see <see cref="TensorOps.LpPool2d"/>.</summary>
/// <param name="p">The exponent.</param>
/// <param name="kernelSize">The size of the window, for all axes or each.</param>
/// <param name="stride">How far the window moves; its size if left out.</param>
/// <param name="ceilMode">Whether a window may reach beyond the end, if it begins before it.</param>
public sealed class LpPool2d(double p, PerAxis kernelSize, PerAxis stride = default, bool ceilMode = false) : Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes, a number is out of range, or the window is larger than the input.</exception>
    /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
    public override Tensor Forward(Tensor x) => x.LpPool2d(p, kernelSize, stride, ceilMode, "the input");

    /// <inheritdoc/>
    protected internal override SlidingWindow? Window => new(kernelSize, stride.IsDefault ? kernelSize : stride);

    /// <inheritdoc/>
    protected override string Describe() =>
        FormattableString.Invariant($"p: {p}, ") + Pooling.Describe(kernelSize, stride, default, default, ceilMode);
}
