namespace AutoGrad;

/// <summary>
/// A <see cref="Convolution"/> with a bias [O] for each channel of the result, where the sums begin: inputs x, w and bias. Written apart from
/// it, the bias would be a pass over the result of its own.
/// </summary>
/// <param name="Window">Stride, padding and dilation.</param>
/// <param name="Groups">Into how many groups the channels fall.</param>
public sealed record BiasedConvolution(Window Window, int Groups = 1) : Op
{
    private Convolution Unbiased => new(Window, Groups);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input switch { 0 => Keep.Input1, 1 => Keep.Input0, _ => Keep.Nothing };

    /// <inheritdoc/>
    protected override Tensor Forward(ReadOnlySpan<Tensor> inputs)
    {
        if (inputs.Length != 3)
            throw new ArgumentException($"{Name} takes images, filters and a bias, and was given {inputs.Length} tensors.");
        var (x, w, bias) = (inputs[0], inputs[1], inputs[2]);
        ConvolutionArguments.Check(Name, x, w, Window, Groups);
        ConvolutionArguments.CheckBias(Name, bias, w.Shape[0], "bias");
        var dtype = DTypes.Promote(DTypes.Promote(x.DType, w.DType), bias.DType);
        return Correlations.Forward(x.To(dtype), w.To(dtype), bias.To(dtype), Window, Groups);
    }

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => input switch
    {
        0 => new TransposedConvolution(Window, Groups, ConvolutionArguments.Spatial(saved.ShapeOf(0))).Apply(gradient, saved[1]),
        1 => new ConvolutionFilterGradient(Window, Groups, ConvolutionArguments.Spatial(saved.ShapeOf(1))).Apply(saved[0], gradient),
        _ => gradient.Sum([0, .. Enumerable.Range(2, Window.Axes)]),
    };

    /// <inheritdoc/>
    protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
    {
        Tensor? sum = null;
        if (tangents[0] is { } x)
            sum = Unbiased.Apply(x, saved[1]);
        if (tangents[1] is { } w)
            sum = Sum(sum, Unbiased.Apply(saved[0], w));
        if (tangents[2] is { } bias)
            sum = Sum(sum, bias.Reshape([bias.Shape[0], .. Enumerable.Repeat(1, Window.Axes)]).Expand(saved.OutputShape));
        return sum;

        static Tensor Sum(Tensor? a, Tensor b) => a is null ? b : a + b;
    }

    /// <inheritdoc/>
    protected override Tensor? VMap(BatchInputs inputs)
    {
        if (inputs.Size == 0)
            return null;
        if (!inputs.IsBatched(1) && !inputs.IsBatched(2))
            return ConvolutionBatches.SplitFirst(
                Apply(ConvolutionBatches.JoinImages(inputs[0]), inputs.AsGiven(1), inputs.AsGiven(2)), inputs.Size);
        var each = this with { Groups = Groups * inputs.Size };
        return ConvolutionBatches.SplitChannels(
            each.Apply(ConvolutionBatches.JoinChannels(inputs[0]), ConvolutionBatches.JoinImages(inputs[1]), inputs[2].Flatten()), inputs.Size);
    }
}
