namespace AutoGrad.Nn;

/// <summary>The sizes of spatial axes behind convolutions and poolings, without any tensor: <c>OutputSize.OfConvolution([28, 28], 5, padding: 2)</c> is
/// [28, 28].</summary>
public static class OutputSize
{
    /// <summary>Of a convolution: ⌊(size + padding − (kernel − 1)·dilation − 1) / stride⌋ + 1 along each axis, padding counted on both
    /// sides.</summary>
    /// <param name="size">The sizes of the input's spatial axes.</param>
    /// <param name="kernelSize">The size of the kernel, for all axes or each.</param>
    /// <param name="stride">How far it moves; 1 if left out.</param>
    /// <param name="padding">How much is put around the input.</param>
    /// <param name="dilation">How far neighbours in the kernel lie apart; 1 if left out.</param>
    /// <exception cref="ShapeException">The kernel is larger than the padded input, or a number is missing or out of range.</exception>
    public static Shape OfConvolution(
        Shape size, PerAxis kernelSize, PerAxis stride = default, Margin padding = default, PerAxis dilation = default) =>
        Places(nameof(OfConvolution), size, new(kernelSize, stride, padding, dilation), ceilMode: false);

    /// <summary>Of a pooling: as <see cref="OfConvolution"/>, with the window's size as stride.</summary>
    /// <param name="size">The sizes of the input's spatial axes.</param>
    /// <param name="kernelSize">The size of the window, for all axes or each.</param>
    /// <param name="stride">How far it moves; its size if left out.</param>
    /// <param name="padding">How much there is on both sides.</param>
    /// <param name="dilation">How far neighbours in the window lie apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a window may reach beyond the end, if it begins before it: ⌈…⌉ in place of ⌊…⌋.</param>
    /// <exception cref="ShapeException">The window is larger than the padded input, or a number is missing or out of range.</exception>
    public static Shape OfPooling(
        Shape size, PerAxis kernelSize, PerAxis stride = default, PerAxis padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        Places(nameof(OfPooling), size, new(kernelSize, stride.IsDefault ? kernelSize : stride, padding, dilation), ceilMode);

    /// <summary>Of a transposed convolution: (size − 1)·stride − padding + (kernel − 1)·dilation + 1 + outputPadding along each axis, padding counted
    /// on both sides.</summary>
    /// <param name="size">The sizes of the input's spatial axes.</param>
    /// <param name="kernelSize">The size of the kernel, for all axes or each.</param>
    /// <param name="stride">The stride of the convolution that is transposed; 1 if left out.</param>
    /// <param name="padding">How much is cut off around the result.</param>
    /// <param name="outputPadding">What the result is longer at its end.</param>
    /// <param name="dilation">How far neighbours in the kernel lie apart; 1 if left out.</param>
    /// <exception cref="ShapeException">Nothing is left of the result, or a number is missing or out of range.</exception>
    public static Shape OfTransposedConvolution(
        Shape size, PerAxis kernelSize, PerAxis stride = default, Margin padding = default, PerAxis outputPadding = default,
        PerAxis dilation = default)
    {
        const string operation = nameof(OfTransposedConvolution);
        var (kernel, step, before, after, apart) = Resolve(operation, size, new(kernelSize, stride, padding, dilation));
        var rest = outputPadding.For(size.Rank, 0, 0, operation, "the output padding");
        var result = new int[size.Rank];
        for (int i = 0; i < result.Length; i++)
            if ((result[i] = (size[i] - 1) * step[i] - before[i] - after[i] + (kernel[i] - 1) * apart[i] + 1 + rest[i]) < 1)
                throw new ShapeException($"{operation}: of {size}, nothing is left along axis {i}; use less padding.");
        return result;
    }

    private static Shape Places(string operation, Shape size, SlidingWindow window, bool ceilMode)
    {
        var (kernel, stride, before, after, dilation) = Resolve(operation, size, window);
        var result = new int[size.Rank];
        for (int i = 0; i < result.Length; i++)
        {
            int extent = (kernel[i] - 1) * dilation[i] + 1, room = size[i] + before[i] + after[i] - extent;
            if (room < 0 && !(ceilMode && room + stride[i] > 0))
                throw new ShapeException($"{operation}: the input is {size}; along axis {i} the window covers {extent} elements, more than the " +
                    $"{size[i] + before[i] + after[i]} that are there. Use a smaller window or more padding.");
            result[i] = (room + (ceilMode ? stride[i] - 1 : 0)) / stride[i] + 1;
            if (ceilMode && (result[i] - 1) * stride[i] >= size[i] + before[i])
                result[i]--; // It would lie in the padding alone.
        }
        return result;
    }

    private static (Shape Kernel, Shape Stride, Shape Before, Shape After, Shape Dilation) Resolve(string operation, Shape size, SlidingWindow window) =>
        size.Rank == 0 ? throw new ShapeException($"{operation}: the input has no spatial axes; give their sizes, [28, 28].")
        : window.KernelSize.IsDefault ? throw new ShapeException($"{operation}: the window has no size; give one number, or one for each axis.")
        : window.For(size.Rank, operation);
}
