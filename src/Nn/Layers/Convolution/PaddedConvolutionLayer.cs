namespace AutoGrad.Nn;

/// <summary>What the convolutions over one, two and three axes share beside <see cref="ConvolutionLayer"/>: what the padding is filled with.</summary>
public abstract class PaddedConvolutionLayer : ConvolutionLayer
{
    private protected PaddedConvolutionLayer(
        int axes, int inChannels, int outChannels, PerAxis kernelSize, PerAxis stride, Margin padding, PerAxis dilation, int groups, bool bias,
        PadMode paddingMode, Generator? generator, DType dtype)
        : base(axes, inChannels, outChannels, false, kernelSize, stride, padding, dilation, groups, bias, generator, dtype) =>
        PaddingMode = paddingMode;

    /// <summary>What the padding is filled with.</summary>
    public PadMode PaddingMode { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x has another number of axes or channels, or is smaller than the kernel.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public sealed override Tensor Forward(Tensor x)
    {
        Check(x);
        if (PaddingMode == PadMode.Constant)
            return Convolved(x, Padding, "the input");
        var (before, after) = Padding.For(KernelSize, Stride, Dilation, GetType().Name);
        return Convolved(x.Pad([.. before.Zip(after)], PaddingMode), default, "the padded input");
    }

    /// <summary>The convolution of x, which errors call by a name.</summary>
    private protected abstract Tensor Convolved(Tensor x, Margin padding, string name);

    /// <inheritdoc/>
    protected override string Describe() => base.Describe() + (PaddingMode == PadMode.Constant ? "" : $", paddingMode: {PaddingMode}");
}
