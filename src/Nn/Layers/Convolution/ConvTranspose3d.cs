namespace AutoGrad.Nn;

/// <summary>
/// The transposed convolution of volumes x [N, in, D, H, W] → [N, out, D′, H′, W′] with learned filters, which makes maps larger where a convolution
/// makes them smaller: see <see cref="TensorOps.ConvTranspose3d"/>.
/// </summary>
public sealed class ConvTranspose3d : TransposedConvolutionLayer
{
    /// <inheritdoc cref="ConvTranspose1d.ConvTranspose1d"/>
    public ConvTranspose3d(
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
        : base(3, inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, bias, dilation, generator, dtype)
    {
    }

    private protected override Tensor Transposed(Tensor x, Shape outputPadding) => x.ConvTranspose3d(
        Weight, Bias, Stride, Padding, outputPadding, Groups, Dilation, "the input", nameof(Weight), nameof(Bias));
}
