namespace AutoGrad.Nn;

/// <summary>
/// A layer of a transformer's decoder: attention of the sequence to itself, then to the encoder's result, then a network for each position. Vaswani et
/// al., 2017.
/// </summary>
public sealed class TransformerDecoderLayer : TransformerLayer
{
    /// <summary>A layer with random weights.</summary>
    /// <param name="dModel">The number E of features.</param>
    /// <param name="nHead">The number of heads, which divides E.</param>
    /// <param name="dimFeedforward">The size of the network's hidden layer.</param>
    /// <param name="dropout">The probability of an element to be dropped in training.</param>
    /// <param name="activation">The network's activation; null for <c>Relu</c>.</param>
    /// <param name="layerNormEpsilon">What keeps the divisors of the normalisations from zero.</param>
    /// <param name="batchFirst">Whether sequences are [N, L, E] rather than [L, N, E].</param>
    /// <param name="normFirst">Whether normalisation comes before each part rather than after the sum.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="generator">Where the weights, and what is dropped, are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentException">The number of heads does not divide E, or a size is not positive.</exception>
    public TransformerDecoderLayer(
        int dModel, int nHead, int dimFeedforward = 2048, double dropout = 0.1, Func<Tensor, Tensor>? activation = null, double layerNormEpsilon = 1e-5,
        bool batchFirst = false, bool normFirst = false, bool bias = true, Generator? generator = null, DType dtype = DType.Float32)
        : base(dModel, nHead, dimFeedforward, dropout, activation, layerNormEpsilon, batchFirst, normFirst, bias, generator, dtype)
    {
        MultiheadAttn = new(dModel, nHead, dropout, bias, batchFirst: batchFirst, generator: generator, dtype: dtype);
        Norm3 = new(dModel, layerNormEpsilon, bias: bias, dtype: dtype);
    }

    /// <summary>The attention to the encoder's result.</summary>
    public MultiheadAttention MultiheadAttn { get; }

    /// <summary>The normalisation of the third part.</summary>
    public LayerNorm Norm3 { get; }

    /// <summary>The layer with the sequence as its own memory.</summary>
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, x);

    /// <summary>The layer with the encoder's result, and with what a position may attend to.</summary>
    /// <param name="x">The sequence.</param>
    /// <param name="memory">The encoder's result.</param>
    /// <param name="mask">Of the sequence, [L, L] or [N · heads, L, L]: true where attention is barred, or numbers that are added to the scores.</param>
    /// <param name="memoryMask">The same of the memory, [L, S] or [N · heads, L, S].</param>
    /// <param name="keyPaddingMask">Bool [N, L]: true where the sequence is padding.</param>
    /// <param name="memoryKeyPaddingMask">Bool [N, S]: true where the memory is padding.</param>
    /// <param name="isCausal">Whether each position may attend to itself and those before only.</param>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public Tensor Forward(
        Tensor x, Tensor memory, Tensor? mask = null, Tensor? memoryMask = null, Tensor? keyPaddingMask = null, Tensor? memoryKeyPaddingMask = null,
        bool isCausal = false)
    {
        x = Around(x, Norm1, x => Attended(x, mask, keyPaddingMask, isCausal));
        x = Around(x, Norm2, x => MultiheadAttn.Call(
            x, x => MultiheadAttn.Forward(x, memory, memory, memoryKeyPaddingMask, needWeights: false, memoryMask)).Output);
        return Around(x, Norm3, Network);
    }
}
