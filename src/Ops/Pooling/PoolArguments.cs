namespace AutoGrad;

/// <summary>What poolings make of their arguments.</summary>
internal static class PoolArguments
{
    /// <summary>Brings x to [N, C, …] and resolves the numbers of a pooling; in ceil mode there is more padding behind, where that makes another
    /// place.</summary>
    /// <param name="operation">The pooling.</param>
    /// <param name="x">[N, C, …] or [C, …].</param>
    /// <param name="axes">How many spatial axes there are.</param>
    /// <param name="kernelSize">The size of the window.</param>
    /// <param name="stride">The stride; the size of the window where it is left out.</param>
    /// <param name="padding">The padding on both sides.</param>
    /// <param name="dilation">The dilation.</param>
    /// <param name="ceilMode">Whether a window may reach beyond the padding, if it begins before.</param>
    /// <param name="name">What errors call x.</param>
    public static (Tensor Batch, Window Window, Shape Kernel, Shape Places) Resolve(
        string operation, Tensor x, int axes, PerAxis kernelSize, PerAxis stride, PerAxis padding, PerAxis dilation, bool ceilMode, string? name)
    {
        name = CallerName.Or(name, "x");
        if (kernelSize.IsDefault)
            throw new ShapeException($"{operation}: the window has no size; give one number, or one for each axis.");
        var batch = ConvolutionArguments.Batched(operation, x, axes, name);
        var kernel = kernelSize.For(axes, 1, 1, operation, "the kernel size");
        var steps = stride.IsDefault ? kernel : stride.For(axes, 1, 1, operation, "the stride");
        var before = padding.For(axes, 0, 0, operation, "the padding");
        var window = new Window(steps, before, before, dilation.For(axes, 1, 1, operation, "the dilation"));
        int[] after = before.ToArray(), places = new int[axes];
        for (int i = 0; i < axes; i++)
        {
            int size = batch.Shape[i + 2], extent = window.Extent(i, kernel[i]), room = size + 2 * before[i] - extent;
            if (2 * before[i] > kernel[i])
                throw new ShapeException($"{operation}: the padding is {padding} and the kernel {kernelSize}; a window must not lie " +
                    "in the padding alone, so the padding is at most half the kernel.");
            places[i] = room < 0 && !(ceilMode && room + steps[i] > 0) ? 0 : (room + (ceilMode ? steps[i] - 1 : 0)) / steps[i] + 1;
            if (ceilMode && (places[i] - 1) * steps[i] >= size + before[i])
                places[i]--;
            if (places[i] < 1)
                throw new ShapeException($"{operation}: {name} is {x.Shape}; along spatial axis {i} the window covers {extent} elements, " +
                    $"more than the {size + 2 * before[i]} that are there. Use a smaller window or more padding.");
            after[i] = Math.Max(after[i], (places[i] - 1) * steps[i] + extent - size - before[i]);
        }
        return (batch, window with { After = after }, kernel, places);
    }
}
