namespace AutoGrad.Nn;

/// <summary>What the transposed convolutions over one, two and three axes share beside <see cref="ConvolutionLayer"/>: the output padding.</summary>
public abstract class TransposedConvolutionLayer : ConvolutionLayer
{
    private protected TransposedConvolutionLayer(
        int axes, int inChannels, int outChannels, PerAxis kernelSize, PerAxis stride, Margin padding, PerAxis outputPadding, int groups, bool bias,
        PerAxis dilation, Generator? generator, DType dtype)
        : base(axes, inChannels, outChannels, true, kernelSize, stride, padding, dilation, groups, bias, generator, dtype)
    {
        OutputPadding = outputPadding.For(axes, 0, 0, GetType().Name, "the output padding");
        for (int i = 0; i < axes; i++)
            if (OutputPadding[i] >= Stride[i] && OutputPadding[i] >= Dilation[i])
                throw new ShapeException($"{GetType().Name}: the output padding {outputPadding} must be less than the stride, {Tuple(Stride)}, " +
                    $"or the dilation, {Tuple(Dilation)}.");
    }

    /// <summary>What the result is longer at its end.</summary>
    public Shape OutputPadding { get; }

    /// <inheritdoc/>
    protected override string Describe() =>
        base.Describe() + (OutputPadding.All(static amount => amount == 0) ? "" : $", outputPadding: {Tuple(OutputPadding)}");
}
