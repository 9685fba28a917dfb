namespace AutoGrad.Nn.Models;

/// <summary>
/// The residual network of 20 layers for small images, [N, 3, 32, 32] → [N, classes] as for CIFAR-10: a convolution 3×3, three stages of three blocks
/// with 16, 32 and 64 channels, of which the second and third halve the sizes, the mean over all places, and a linear layer. He, Zhang, Ren and Sun,
/// CVPR 2016, section 4.2; shortcuts pad with zeros there (option A), which is the default: 269,722 parameters.
/// </summary>
public sealed class ResNet20 : Module<Tensor, Tensor>
{
    /// <summary>A network with random weights.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="inChannels">The channels of the images.</param>
    /// <param name="width">The channels of the first stage.</param>
    /// <param name="shortcut">How the ways around the blocks that halve the sizes are made to fit.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public ResNet20(
        int classes = 10, int inChannels = 3, int width = 16, ShortcutKind shortcut = ShortcutKind.Padding, Generator? generator = null,
        DType dtype = DType.Float32)
    {
        Conv = ResidualBlock.Convolution(inChannels, width, 3, 1, generator, dtype);
        Bn = new(width, dtype: dtype);
        Blocks = new ResidualBlock[9];
        for (int i = 0; i < 9; i++)
        {
            bool halves = i is 3 or 6;
            int channels = width << i / 3;
            Blocks[i] = new(halves ? channels / 2 : channels, channels, halves ? 2 : 1, shortcut, generator, dtype);
        }
        Linear = new(4 * width, classes, generator: generator, dtype: dtype);
    }

    /// <summary>The first convolution.</summary>
    public Conv2d Conv { get; }

    /// <summary>The normalisation after it.</summary>
    public BatchNorm2d Bn { get; }

    /// <summary>The nine blocks.</summary>
    public ResidualBlock[] Blocks { get; }

    /// <summary>The layer of the classes.</summary>
    public Linear Linear { get; }

    /// <summary>The logits of the classes.</summary>
    /// <param name="x">Images of any size, [N, C, H, W].</param>
    /// <exception cref="ShapeException">x has another number of axes or channels.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public override Tensor Forward(Tensor x)
    {
        x = Bn.Call(Conv.Call(x)).Relu();
        foreach (var block in Blocks)
            x = block.Call(x);
        return Linear.Call(x.Mean(axes: [-2, -1]));
    }
}
