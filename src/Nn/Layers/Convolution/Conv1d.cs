namespace AutoGrad.Nn;

/// <summary>
/// The convolution of sequences x [N, in, L] → [N, out, L′] with learned filters, and a bias for each channel: see
/// <see cref="TensorOps.Conv1d"/>. Without the batch axis it takes a single one.
/// </summary>
public sealed class Conv1d : PaddedConvolutionLayer
{
    /// <summary>A layer with random filters.</summary>
    /// <param name="inChannels">The channels of the input.</param>
    /// <param name="outChannels">The channels of the result, one for each filter.</param>
    /// <param name="kernelSize">The size of the kernel, along all axes or each.</param>
    /// <param name="stride">How far the kernel moves.</param>
    /// <param name="padding">How much is put around the input: a number, one for each axis or each side, or <see cref="Margin.Same"/>.</param>
    /// <param name="dilation">How far neighbours in the kernel lie apart.</param>
    /// <param name="groups">Into how many groups the channels fall, which meet only filters of their own.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="paddingMode">What the padding is filled with; <see cref="PadMode.Constant"/> are zeros.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of channels is not positive, or the groups do not divide them.</exception>
    /// <exception cref="ShapeException">A kernel size, stride or dilation is not positive, or a padding negative.</exception>
    public Conv1d(
        int inChannels,
        int outChannels,
        PerAxis kernelSize,
        PerAxis stride = default,
        Margin padding = default,
        PerAxis dilation = default,
        int groups = 1,
        bool bias = true,
        PadMode paddingMode = PadMode.Constant,
        Generator? generator = null,
        DType dtype = DType.Float32)
        : base(1, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode, generator, dtype)
    {
    }

    private protected override Tensor Convolved(Tensor x, Margin padding, string name) =>
        x.Conv1d(Weight, Bias, Stride, padding, Dilation, Groups, name, nameof(Weight), nameof(Bias));
}
