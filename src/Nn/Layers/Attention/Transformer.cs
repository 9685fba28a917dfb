namespace AutoGrad.Nn;

/// <summary>
/// An encoder and a decoder that attends to its result. Vaswani et al., 2017. Embeddings, positions and the projection to a vocabulary are the caller's.
/// </summary>
public sealed class Transformer : Module<(Tensor Source, Tensor Target), Tensor>
{
    /// <summary>A transformer with random weights, all matrices Xavier-uniform as in PyTorch.</summary>
    /// <param name="dModel">The number E of features.</param>
    /// <param name="nHead">The number of heads, which divides E.</param>
    /// <param name="numEncoderLayers">How many layers the encoder has.</param>
    /// <param name="numDecoderLayers">How many layers the decoder has.</param>
    /// <param name="dimFeedforward">The size of the networks' hidden layers.</param>
    /// <param name="dropout">The probability of an element to be dropped in training.</param>
    /// <param name="activation">The networks' activation; null for <c>Relu</c>.</param>
    /// <param name="layerNormEpsilon">What keeps the divisors of the normalisations from zero.</param>
    /// <param name="batchFirst">Whether sequences are [N, L, E] rather than [L, N, E].</param>
    /// <param name="normFirst">Whether normalisation comes before each part rather than after the sum.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="generator">Where the weights, and what is dropped, are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentException">The number of heads does not divide E, or a size is not positive.</exception>
    public Transformer(
        int dModel = 512, int nHead = 8, int numEncoderLayers = 6, int numDecoderLayers = 6, int dimFeedforward = 2048, double dropout = 0.1,
        Func<Tensor, Tensor>? activation = null, double layerNormEpsilon = 1e-5, bool batchFirst = false, bool normFirst = false, bool bias = true,
        Generator? generator = null, DType dtype = DType.Float32)
    {
        Encoder = new(
            () => new(dModel, nHead, dimFeedforward, dropout, activation, layerNormEpsilon, batchFirst, normFirst, bias, generator, dtype),
            numEncoderLayers, new(dModel, layerNormEpsilon, bias: bias, dtype: dtype));
        Decoder = new(
            () => new(dModel, nHead, dimFeedforward, dropout, activation, layerNormEpsilon, batchFirst, normFirst, bias, generator, dtype),
            numDecoderLayers, new(dModel, layerNormEpsilon, bias: bias, dtype: dtype));
        foreach (var parameter in Parameters())
            if (parameter.Rank > 1)
                Init.XavierUniform(parameter, generator: generator);
    }

    /// <summary>The encoder.</summary>
    public TransformerEncoder Encoder { get; }

    /// <summary>The decoder.</summary>
    public TransformerDecoder Decoder { get; }

    /// <summary>Decodes the target with the encoded source.</summary>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public override Tensor Forward((Tensor Source, Tensor Target) sequences) => Forward(sequences.Source, sequences.Target);

    /// <summary>Decodes the target with the encoded source, with what positions may attend to.</summary>
    /// <param name="source">The source, [S, N, E], or as the class says.</param>
    /// <param name="target">The target, [T, N, E].</param>
    /// <param name="sourceMask">Of the source, [S, S]: true where attention is barred, or numbers that are added to the scores.</param>
    /// <param name="targetMask">The same of the target, [T, T]; see <see cref="CausalMask"/>.</param>
    /// <param name="memoryMask">The same of the encoded source, [T, S].</param>
    /// <param name="sourceKeyPaddingMask">Bool [N, S]: true where the source is padding.</param>
    /// <param name="targetKeyPaddingMask">Bool [N, T]: true where the target is padding.</param>
    /// <param name="memoryKeyPaddingMask">Bool [N, S]: true where the encoded source is padding.</param>
    /// <returns>[T, N, E].</returns>
    /// <exception cref="ShapeException">A shape does not fit.</exception>
    public Tensor Forward(
        Tensor source, Tensor target, Tensor? sourceMask = null, Tensor? targetMask = null, Tensor? memoryMask = null,
        Tensor? sourceKeyPaddingMask = null, Tensor? targetKeyPaddingMask = null, Tensor? memoryKeyPaddingMask = null)
    {
        var memory = Encoder.Call(source, x => Encoder.Forward(x, sourceMask, sourceKeyPaddingMask));
        return Decoder.Call(
            target, x => Decoder.Forward(x, memory, targetMask, memoryMask, targetKeyPaddingMask, memoryKeyPaddingMask));
    }

    /// <summary>The mask by which each of <paramref name="size"/> positions attends to itself and those before only: Bool [size, size], true above the
    /// diagonal.</summary>
    /// <param name="size">The number of positions.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public static Tensor CausalMask(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return Tensor.Ones([size, size], DType.Bool).Triu(1);
    }
}
