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
    /// <exception cref="ShapeException">x has another number of axes or channels, or nothing would be left of the result.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public sealed override Tensor Forward(Tensor x)
    {
        Check(x);
        return Transposed(x, OutputPadding);
    }

    /// <summary>The result of given spatial sizes: one of those from which the convolution that this transposes makes x, in place of the sizes that
    /// <see cref="OutputPadding"/> gives.</summary>
    /// <param name="x">As for <see cref="Forward(Tensor)"/>.</param>
    /// <param name="outputSize">The sizes of the result's spatial axes.</param>
    /// <inheritdoc cref="Forward(Tensor)" path="/exception"/>
    public Tensor Forward(Tensor x, Shape outputSize)
    {
        Check(x);
        Shape sizes = new(x.Shape.AsSpan()[^KernelSize.Rank..]);
        var least = OutputSize.OfTransposedConvolution(sizes, KernelSize, Stride, Padding, 0, Dilation);
        if (outputSize.Rank != least.Rank)
            throw new ShapeException($"{Headline}: the output size is {outputSize}; it must have {least.Rank} numbers, one for each spatial axis.");
        var rest = new int[least.Rank];
        for (int i = 0; i < rest.Length; i++)
        {
            rest[i] = outputSize[i] - least[i];
            int most = Math.Max(Stride[i], Dilation[i]) - 1;
            if (rest[i] < 0 || rest[i] > most)
                throw new ShapeException($"{Headline}: the output size is {outputSize}; of the input {x.Shape} spatial axis {i} can have {least[i]} " +
                    $"to {least[i] + most} elements.");
        }
        return Transposed(x, rest);
    }

    private protected abstract Tensor Transposed(Tensor x, Shape outputPadding);

    /// <inheritdoc/>
    protected override string Describe() =>
        base.Describe() + (OutputPadding.All(static amount => amount == 0) ? "" : $", outputPadding: {Tuple(OutputPadding)}");
}
