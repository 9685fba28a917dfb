namespace AutoGrad.Nn;

/// <summary>
/// What convolutions and transposed convolutions share. Weights and biases start uniform within ±1/√(fan-in), as PyTorch's do (Kaiming-uniform with
/// a = √5).
/// </summary>
public abstract class ConvolutionLayer : Module<Tensor, Tensor>
{
    private static readonly string[] letters = ["L", "H, W", "D, H, W"];

    private readonly int axes;
    private readonly bool transposed;

    private protected ConvolutionLayer(
        int axes, int inChannels, int outChannels, bool transposed, PerAxis kernelSize, PerAxis stride, Margin padding, PerAxis dilation, int groups,
        bool bias, Generator? generator, DType dtype)
    {
        Require.AtLeastOne(inChannels, GetType().Name);
        Require.AtLeastOne(outChannels, GetType().Name);
        Require.AtLeastOne(groups, GetType().Name);
        if (inChannels % groups != 0 || outChannels % groups != 0)
            throw new ArgumentOutOfRangeException(nameof(groups), groups,
                $"{GetType().Name}: {groups} groups do not divide the {inChannels} channels of the input and the {outChannels} of the result.");
        if (kernelSize.IsDefault)
            throw new ArgumentException($"{GetType().Name}: the kernel has no size; give one number, or one for each axis.", nameof(kernelSize));
        (this.axes, this.transposed) = (axes, transposed);
        (InChannels, OutChannels, Groups, Padding) = (inChannels, outChannels, groups, padding);
        KernelSize = kernelSize.For(axes, 1, 1, GetType().Name, "the kernel size");
        Stride = stride.For(axes, 1, 1, GetType().Name, "the stride");
        Dilation = dilation.For(axes, 1, 1, GetType().Name, "the dilation");
        _ = padding.For(KernelSize, Stride, Dilation, GetType().Name);
        Shape shape = [transposed ? inChannels : outChannels, (transposed ? outChannels : inChannels) / groups, .. KernelSize];
        Weight = new(Init.KaimingUniform(Tensor.Empty(shape, dtype), Math.Sqrt(5), generator: generator));
        double bound = Math.Sqrt((double)shape[0] / shape.ElementCount);
        Bias = bias ? new(Init.Uniform(Tensor.Empty([outChannels], dtype), -bound, bound, generator)) : null;
    }

    /// <summary>The filters: [out, in/groups, …], and [in, out/groups, …] where the convolution is transposed.</summary>
    public Parameter Weight { get; }

    /// <summary>The bias, [out]; null where there is none.</summary>
    public Parameter? Bias { get; }

    /// <summary>The channels of the input.</summary>
    public int InChannels { get; }

    /// <summary>The channels of the result.</summary>
    public int OutChannels { get; }

    /// <summary>The size of the kernel along each spatial axis.</summary>
    public Shape KernelSize { get; }

    /// <summary>How far the kernel moves along each.</summary>
    public Shape Stride { get; }

    /// <summary>How far neighbours in the kernel lie apart along each.</summary>
    public Shape Dilation { get; }

    /// <summary>The padding.</summary>
    public Margin Padding { get; }

    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; }

    private protected void Check(Tensor x)
    {
        Require.DType(this, x, Weight);
        string form = letters[axes - 1];
        if (x.Rank != axes + 1 && x.Rank != axes + 2)
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be [N, {InChannels}, {form}], or [{InChannels}, {form}] " +
                "without a batch.");
        if (x.Shape[x.Rank - axes - 1] != InChannels)
            throw new ShapeException($"{Headline}: the input is {x.Shape}, of {x.Shape[x.Rank - axes - 1]} channels; it must have {InChannels}." +
                (x.Rank == axes + 1 && InChannels == 1 ? " Did you mean x.Unsqueeze(1)?"
                : x.Shape[^1] == InChannels ? $" Did you mean x.MoveAxis(-1, {x.Rank - axes - 1})?"
                : ""));
    }

    /// <inheritdoc/>
    protected internal override SlidingWindow? Window => new(KernelSize, Stride, Padding, Dilation, transposed);

    /// <inheritdoc/>
    protected override long MultiplyAdds(Tensor input, Tensor output) =>
        (transposed ? input : output).ElementCount * (long)(Weight.ElementCount / Weight.Shape[0]);

    /// <inheritdoc/>
    protected override string Describe()
    {
        var (before, after) = Padding.For(KernelSize, Stride, Dilation, GetType().Name);
        string text = $"{InChannels} → {OutChannels}, kernelSize: {Tuple(KernelSize)}, stride: {Tuple(Stride)}";
        if (Padding.IsSame || before.Concat(after).Any(static amount => amount != 0))
            text += $", padding: {(!Padding.IsSame && before == after ? Tuple(before) : Padding.ToString())}";
        if (Dilation.Any(static amount => amount != 1))
            text += $", dilation: {Tuple(Dilation)}";
        if (Groups != 1)
            text += $", groups: {Groups}";
        return Bias is null ? text + ", bias: false" : text;
    }

    private protected static string Tuple(Shape numbers) => $"({string.Join(", ", numbers)})";
}
