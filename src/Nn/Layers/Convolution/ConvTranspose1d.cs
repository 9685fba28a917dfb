namespace AutoGrad.Nn;

/// <summary>
/// The transposed convolution of sequences x [N, in, L] → [N, out, L′] with learned filters, which makes maps larger where a convolution
/// makes them smaller: see <see cref="TensorOps.ConvTranspose1d"/>.
/// </summary>
public sealed class ConvTranspose1d : TransposedConvolutionLayer
{
    /// <summary>A layer with random filters.</summary>
    /// <param name="inChannels">The channels of the input.</param>
    /// <param name="outChannels">The channels of the result.</param>
    /// <param name="kernelSize">The size of the kernel, along all axes or each.</param>
    /// <param name="stride">The stride of the convolution that this transposes: about how much larger the result is.</param>
    /// <param name="padding">How much is cut off around the result.</param>
    /// <param name="outputPadding">What the result is longer at its end, less than the stride or the dilation.</param>
    /// <param name="groups">Into how many groups the channels fall, which meet only filters of their own.</param>
    /// <param name="bias">Whether to add a bias.</param>
    /// <param name="dilation">How far neighbours in the kernel lie apart.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of channels is not positive, or the groups do not divide them.</exception>
    /// <exception cref="ShapeException">A kernel size, stride or dilation is not positive, a padding negative, or the output padding too
    /// large.</exception>
    public ConvTranspose1d(
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
        : base(1, inChannels, outChannels, kernelSize, stride, padding, outputPadding, groups, bias, dilation, generator, dtype)
    {
    }

    private protected override Tensor Transposed(Tensor x, Shape outputPadding) => x.ConvTranspose1d(
        Weight, Bias, Stride, Padding, outputPadding, Groups, Dilation, "the input", nameof(Weight), nameof(Bias));
}
