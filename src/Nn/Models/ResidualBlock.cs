namespace AutoGrad.Nn.Models;

/// <summary>How the way around a residual block is made to fit where sizes change. He, Zhang, Ren and Sun, CVPR 2016.</summary>
public enum ShortcutKind
{
    /// <summary>Option A: every second element, and channels of zeros on both sides of those that are there; nothing is learned.</summary>
    Padding,

    /// <summary>Option B: a convolution 1×1 with batch normalisation.</summary>
    Projection,
}

/// <summary>
/// A residual block, y = relu(norm₂(conv₂(relu(norm₁(conv₁(x))))) + x), with two convolutions 3×3 without biases; the first may take steps of two. He,
/// Zhang, Ren and Sun, CVPR 2016.
/// </summary>
public sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly int stride;

    /// <summary>A block with random weights: normal, of variance 2 / fan-out (He et al., ICCV 2015).</summary>
    /// <param name="inChannels">The channels of the input.</param>
    /// <param name="outChannels">The channels of the result.</param>
    /// <param name="stride">The stride of the first convolution.</param>
    /// <param name="shortcut">How the input is made to fit the sum where channels or sizes change.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive, or there are fewer channels in the result than in the input and the
    /// way around it pads.</exception>
    public ResidualBlock(
        int inChannels, int outChannels, int stride = 1, ShortcutKind shortcut = ShortcutKind.Projection, Generator? generator = null,
        DType dtype = DType.Float32)
    {
        this.stride = stride;
        Conv1 = Convolution(inChannels, outChannels, 3, stride, generator, dtype);
        Bn1 = new(outChannels, dtype: dtype);
        Conv2 = Convolution(outChannels, outChannels, 3, 1, generator, dtype);
        Bn2 = new(outChannels, dtype: dtype);
        if (stride == 1 && inChannels == outChannels)
            return;
        if (shortcut == ShortcutKind.Projection)
            Shortcut = [Convolution(inChannels, outChannels, 1, stride, generator, dtype), new BatchNorm2d(outChannels, dtype: dtype)];
        else if (outChannels < inChannels)
            throw new ArgumentOutOfRangeException(nameof(outChannels), outChannels,
                $"ResidualBlock: {inChannels} channels cannot be padded to {outChannels}; use ShortcutKind.Projection.");
    }

    /// <summary>The first convolution.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>The normalisation after it.</summary>
    public BatchNorm2d Bn1 { get; }

    /// <summary>The second convolution.</summary>
    public Conv2d Conv2 { get; }

    /// <summary>The normalisation after it.</summary>
    public BatchNorm2d Bn2 { get; }

    /// <summary>The way around where it is learned; null where it is not.</summary>
    public Sequential? Shortcut { get; }

    /// <inheritdoc/>
    /// <exception cref="ShapeException">x is not [N, C, H, W].</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public override Tensor Forward(Tensor x)
    {
        var y = Bn2.Call(Conv2.Call(Bn1.Call(Conv1.Call(x)).Relu()));
        return (y + (Shortcut is null ? Fitted(x) : Shortcut.Call(x))).Relu();
    }

    private Tensor Fitted(Tensor x)
    {
        int more = Conv1.OutChannels - Conv1.InChannels;
        if (stride > 1)
            x = x.Slice(-2, .., stride).Slice(-1, .., stride);
        return more == 0 ? x : x.Pad([(0, 0), (more / 2, more - more / 2), (0, 0), (0, 0)]);
    }

    internal static Conv2d Convolution(int into, int from, int kernel, int stride, Generator? generator, DType dtype)
    {
        var layer = new Conv2d(into, from, kernel, stride, kernel / 2, bias: false, generator: generator, dtype: dtype);
        Init.KaimingNormal(layer.Weight, mode: FanMode.FanOut, nonlinearity: Nonlinearity.Relu, generator: generator);
        return layer;
    }
}
