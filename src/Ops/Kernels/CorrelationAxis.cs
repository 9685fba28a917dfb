namespace AutoGrad;

/// <summary>A tap of a kernel along one axis: its number, and which element of the source it meets at the first result.</summary>
internal readonly record struct Tap(int Kernel, int At);

/// <summary>
/// What is computed along one axis of a correlation: result <paramref name="Start"/> + j·<paramref name="Stride"/>, j from 0 to Count − 1, is a sum
/// over taps, each of which meets source element At + j·<paramref name="Step"/>.
/// </summary>
internal readonly record struct CorrelationAxis(int Count, int Step, int Start, int Stride, Tap[] Taps)
{
    /// <summary>The places of a window.</summary>
    public static CorrelationAxis Forward(int places, int kernel, int stride, int before, int dilation)
    {
        var taps = new Tap[kernel];
        for (int k = 0; k < kernel; k++)
            taps[k] = new(k, k * dilation - before);
        return new(places, stride, 0, 1, taps);
    }

    /// <summary>
    /// The transpose: where results were elements of the input, and every window gives its value, times the kernel, to the elements under it. Those
    /// elements that lie equally in the stride meet the same taps.
    /// </summary>
    public static CorrelationAxis[] Transposed(int size, int kernel, int stride, int before, int dilation)
    {
        var axes = new CorrelationAxis[Math.Min(stride, size)];
        for (int start = 0; start < axes.Length; start++)
        {
            var taps = new List<Tap>();
            for (int k = 0; k < kernel; k++)
                if ((start + before - k * dilation) % stride == 0)
                    taps.Add(new(k, (start + before - k * dilation) / stride));
            axes[start] = new((size - start + stride - 1) / stride, 1, start, stride, [.. taps]);
        }
        return axes;
    }

    /// <summary>The first source element that a tap meets.</summary>
    public int First => Taps.Length == 0 ? 0 : Taps.Min(static tap => tap.At);

    /// <summary>The last source element that a tap meets.</summary>
    public int Last => Taps.Length == 0 ? 0 : Taps.Max(static tap => tap.At) + (Count - 1) * Step;
}
