namespace AutoGrad.Nn;

/// <summary>
/// What part of the input, along one axis, an element of a result depends on. Through a window of extent e = (kernel − 1)·dilation + 1 it grows:
/// size′ = size + (e − 1)·step, step′ = stride·step, centre′ = centre + ((e − 1)/2 − padding)·step. Araujo, Norris and Sim, Distill 2019. Behind a
/// transposed convolution, where neighbours see through different numbers of elements, it is the least that covers all of them.
/// </summary>
/// <param name="Size">How many elements of the input it covers, those that fall into the padding counted.</param>
/// <param name="Step">How far the fields of neighbours lie apart, in elements of the input; less than 1 where a result is finer than the
/// input.</param>
/// <param name="Centre">Where the middle of the first element's field lies, the first element of the input being 0.</param>
public readonly record struct ReceptiveField(double Size, double Step, double Centre)
{
    /// <summary>An element of the input itself.</summary>
    public static ReceptiveField Input { get; } = new(1, 1, 0);

    /// <summary>The field through one more layer.</summary>
    /// <param name="kernelSize">The size of its window.</param>
    /// <param name="stride">How far it moves.</param>
    /// <param name="padding">How much is put before the input.</param>
    /// <param name="dilation">How far neighbours in the window lie apart.</param>
    /// <param name="transposed">Whether the layer is a transposed convolution: an element of its result is covered by windows of
    /// ⌈e / stride⌉ elements at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">A kernel size, stride or dilation is not positive, or a padding negative.</exception>
    public ReceptiveField Through(int kernelSize, int stride = 1, int padding = 0, int dilation = 1, bool transposed = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernelSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dilation);
        int reach = (kernelSize - 1) * dilation;
        return transposed
            ? new(Size + reach / stride * Step, Step / stride, Centre - (reach / 2.0 - padding) * Step / stride)
            : new(Size + reach * Step, Step * stride, Centre + (reach / 2.0 - padding) * Step);
    }

    /// <summary>The fields of a stack of layers, one for each axis: <c>ReceptiveField.Of(2, new(3), new(2, 2), new(3))</c>.</summary>
    /// <param name="axes">How many spatial axes there are.</param>
    /// <param name="stack">The windows, that of the layer next to the input first.</param>
    /// <exception cref="ShapeException">A window has too few or too many numbers, or one is out of range.</exception>
    public static IReadOnlyList<ReceptiveField> Of(int axes, params IEnumerable<SlidingWindow> stack)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(axes);
        ArgumentNullException.ThrowIfNull(stack);
        IReadOnlyList<ReceptiveField> fields = [.. Enumerable.Repeat(Input, axes)];
        foreach (var window in stack)
            fields = Behind(fields, window);
        return fields;
    }

    /// <summary>Fields of each axis through one more layer.</summary>
    internal static IReadOnlyList<ReceptiveField> Behind(IReadOnlyList<ReceptiveField> fields, SlidingWindow window)
    {
        var (kernel, stride, before, _, dilation) = window.For(fields.Count, nameof(ReceptiveField));
        return [.. fields.Select((field, i) => field.Through(kernel[i], stride[i], before[i], dilation[i], window.Transposed))];
    }

    /// <summary>Fields as they are printed: <c>5 × 5</c>.</summary>
    internal static string Text(IEnumerable<ReceptiveField> fields) =>
        string.Join(" × ", fields.Select(static field => FormattableString.Invariant($"{field.Size:0.##}")));
}
