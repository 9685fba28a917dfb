namespace AutoGrad;

/// <summary>
/// Where the greatest element under a window stands: for x [N, C, …] the numbers, Int64, of elements of a channel in row-major order. Of several
/// equal
/// ones it is the first, and a NaN is greater than all. Padding is never greatest.
/// </summary>
/// <param name="Window">Stride, padding and dilation.</param>
/// <param name="Kernel">The size of the window along each spatial axis.</param>
public sealed record MaxPositions(Window Window, Shape Kernel) : ConstantOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        var x = inputs[0];
        Window.Require(Name, Kernel.Rank);
        if (x.Rank != Kernel.Rank + 2)
            throw new ShapeException($"{Name}: the input is {x.Shape} and the window {Kernel}; the input must have two axes more.");
        var ranges = new PoolRange[Kernel.Rank][];
        for (int i = 0; i < ranges.Length; i++)
        {
            ranges[i] = new PoolRange[Window.Places(i, x.Shape[i + 2], Kernel[i])];
            for (int j = 0; j < ranges[i].Length; j++)
                ranges[i][j] = PoolRange.Of(j * Window.Stride[i] - Window.Before[i], Kernel[i], Window.Dilation[i], x.Shape[i + 2]);
        }
        return PoolKernels.Greatest(x, ranges);
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs) =>
        inputs.Size == 0 ? null : ConvolutionBatches.SplitFirst(Apply(ConvolutionBatches.JoinImages(inputs[0])), inputs.Size);
}
