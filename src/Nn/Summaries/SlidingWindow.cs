namespace AutoGrad.Nn;

/// <summary>How a layer looks at its input: through a window that moves over the spatial axes. What <see cref="ReceptiveField.Through"/> needs.</summary>
/// <param name="KernelSize">The size of the window, for all axes or each.</param>
/// <param name="Stride">How far it moves; 1 if left out.</param>
/// <param name="Padding">How much is put around the input.</param>
/// <param name="Dilation">How far neighbours in the window lie apart; 1 if left out.</param>
/// <param name="Transposed">Whether it is the other way round: each element of the input is seen by a window of the result.</param>
public readonly record struct SlidingWindow(
    PerAxis KernelSize, PerAxis Stride = default, Margin Padding = default, PerAxis Dilation = default, bool Transposed = false)
{
    /// <summary>The numbers of so many axes: kernel size, stride, padding before and after, dilation.</summary>
    /// <exception cref="ShapeException">There are too few or too many, or one is out of range.</exception>
    internal (Shape Kernel, Shape Stride, Shape Before, Shape After, Shape Dilation) For(int axes, string operation)
    {
        var kernel = KernelSize.For(axes, 1, 1, operation, "the kernel size");
        var stride = Stride.For(axes, 1, 1, operation, "the stride");
        var dilation = Dilation.For(axes, 1, 1, operation, "the dilation");
        var (before, after) = Padding.For(kernel, stride, dilation, operation);
        return (kernel, stride, before, after, dilation);
    }
}
