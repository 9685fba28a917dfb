namespace AutoGrad.Nn;

/// <summary>
/// The convolution of images x [N, in, H, W] → [N, out, H′, W′] with learned filters, and a bias for each channel: see
/// <see cref="TensorOps.Conv2d"/>. Without the batch axis it takes a single one.
/// </summary>
public sealed class Conv2d : PaddedConvolutionLayer
{
    /// <inheritdoc cref="Conv1d.Conv1d"/>
    public Conv2d(
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
        : base(2, inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, paddingMode, generator, dtype)
    {
    }

    private protected override Tensor Convolved(Tensor x, Margin padding, string name) =>
        x.Conv2d(Weight, Bias, Stride, padding, Dilation, Groups, name, nameof(Weight), nameof(Bias));
}
