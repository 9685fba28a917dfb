namespace AutoGrad.Nn.Models;

/// <summary>
/// LeNet-5 of LeCun, Bottou, Bengio and Haffner (1998) for images [N, C, 28, 28] → [N, classes], in the form that is common today: a convolution of six
/// filters 5×5, halving, one of sixteen, halving, and three linear layers, 400-120-84-classes. By default with tanh and means, as in the paper, whose
/// subsampling had learned factors, whose second convolution left out some channels, and whose last layer measured distances. With
/// <c>activation: static x => x.Relu(), maxPool: true</c> it is what tutorials call LeNet.
/// </summary>
public sealed class LeNet5 : Module<Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor> activation;

    /// <summary>A network with random weights.</summary>
    /// <param name="classes">The number of classes.</param>
    /// <param name="inChannels">The channels of the images.</param>
    /// <param name="activation">The activation; null for tanh.</param>
    /// <param name="maxPool">Whether halving takes the greatest of four elements rather than their mean.</param>
    /// <param name="generator">Where the weights are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public LeNet5(
        int classes = 10, int inChannels = 1, Func<Tensor, Tensor>? activation = null, bool maxPool = false, Generator? generator = null,
        DType dtype = DType.Float32)
    {
        this.activation = activation ?? (static x => x.Tanh());
        Conv1 = new(inChannels, 6, 5, padding: 2, generator: generator, dtype: dtype);
        Conv2 = new(6, 16, 5, generator: generator, dtype: dtype);
        Pool = maxPool ? new MaxPool2d(2) : new AvgPool2d(2);
        Linear1 = new(400, 120, generator: generator, dtype: dtype);
        Linear2 = new(120, 84, generator: generator, dtype: dtype);
        Linear3 = new(84, classes, generator: generator, dtype: dtype);
    }

    /// <summary>The first convolution, which keeps the size.</summary>
    public Conv2d Conv1 { get; }

    /// <summary>The second convolution, 14×14 → 10×10.</summary>
    public Conv2d Conv2 { get; }

    /// <summary>What halves the sizes after each convolution.</summary>
    public Module<Tensor, Tensor> Pool { get; }

    /// <summary>The first linear layer.</summary>
    public Linear Linear1 { get; }

    /// <summary>The second linear layer.</summary>
    public Linear Linear2 { get; }

    /// <summary>The linear layer of the classes.</summary>
    public Linear Linear3 { get; }

    /// <summary>The logits of the classes.</summary>
    /// <param name="x">Images, [N, C, 28, 28].</param>
    /// <exception cref="ShapeException">x has another shape.</exception>
    /// <exception cref="DTypeException">x has another dtype than the weights.</exception>
    public override Tensor Forward(Tensor x)
    {
        if (x.Rank != 4 || x.Shape[2] != 28 || x.Shape[3] != 28)
            throw new ShapeException($"LeNet5: the input is {x.Shape}; it must be [N, {Conv1.InChannels}, 28, 28]." +
                (x.Rank == 2 && x.Shape[1] == 784 ? " Did you mean x.Reshape(-1, 1, 28, 28)?" : " Other sizes can be brought there by Pad or Interpolate."));
        x = Pool.Call(activation(Conv1.Call(x)));
        x = Pool.Call(activation(Conv2.Call(x))).Flatten(1);
        return Linear3.Call(activation(Linear2.Call(activation(Linear1.Call(x)))));
    }
}
