namespace AutoGrad.Nn;

/// <summary>Layers of an Elman network over sequences, each step as <see cref="RNNCell"/>; the state is h.</summary>
public sealed class RNN : Recurrent<RNNCell, Tensor>
{
    /// <summary>Layers with random weights.</summary>
    /// <param name="inputSize">The size of the last axis of the input.</param>
    /// <param name="hiddenSize">The size H of the states.</param>
    /// <param name="numLayers">How many layers.</param>
    /// <param name="function">What becomes of the weighted sums.</param>
    /// <param name="bias">Whether to add biases.</param>
    /// <param name="batchFirst">Whether sequences are [N, T, in] rather than [T, N, in]; states are [layers · directions, N, H] all the same.</param>
    /// <param name="dropout">The probability of an element between two layers to be dropped in training.</param>
    /// <param name="bidirectional">Whether to read in both directions.</param>
    /// <param name="generator">Where the weights, and what is dropped, are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size or count is not positive, or dropout no probability.</exception>
    public RNN(
        int inputSize, int hiddenSize, int numLayers = 1, RNNFunction function = RNNFunction.Tanh, bool bias = true, bool batchFirst = false,
        double dropout = 0, bool bidirectional = false, Generator? generator = null, DType dtype = DType.Float32)
        : base(
            size => new(size, hiddenSize, bias, function, generator, dtype), inputSize, hiddenSize, numLayers, batchFirst, dropout, bidirectional,
            generator)
    {
    }
}
