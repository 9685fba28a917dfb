namespace AutoGrad.Nn;

/// <summary>
/// The transposed convolution of images x [N, in, H, W] → [N, out, H′, W′] with learned filters, which makes maps larger where a convolution
/// makes them smaller: see <see cref="TensorOps.ConvTranspose2d"/>.
/// </summary>
public sealed class ConvTranspose2d : TransposedConvolutionLayer
{
    /// <inheritdoc cref="ConvTranspose1d.ConvTranspose1d"/>
    public ConvTranspose2d(
        int inChannels,
        int outChannels,
        PerAxis kernelSize,
        PerAxis stride = default,
        Margin padding = default,
        PerAxis outputPadding = default,
        int groups = 1,
        bool bias = true,
        PerAxis dilation = default,
        Generator? generator = null,
        DType dtype = DType.Float32)
        : base(2, inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, bias, dilation, generator, dtype)
    {
    }

    private protected override Tensor Transposed(Tensor x, Shape outputPadding) => x.ConvTranspose2d(
        Weight, Bias, Stride, Padding, outputPadding, Groups, Dilation, "the input", nameof(Weight), nameof(Bias));
}
