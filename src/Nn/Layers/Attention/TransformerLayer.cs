namespace AutoGrad.Nn;

/// <summary>
/// What the layers of a transformer share: attention to the sequence itself and a network of two layers for each position by itself, each with dropout,
/// a way around it, and normalisation after it or before. Vaswani et al., 2017; before it: Xiong et al., 2020.
/// </summary>
public abstract class TransformerLayer : Module<Tensor, Tensor>
{
    private protected readonly Func<Tensor, Tensor> activation;

    private protected TransformerLayer(
        int dModel, int nHead, int dimFeedforward, double dropout, Func<Tensor, Tensor>? activation, double layerNormEpsilon, bool batchFirst,
        bool normFirst, bool bias, Generator? generator, DType dtype)
    {
        SelfAttn = new(dModel, nHead, dropout, bias, batchFirst: batchFirst, generator: generator, dtype: dtype);
        Linear1 = new(dModel, dimFeedforward, bias, generator, dtype);
        Linear2 = new(dimFeedforward, dModel, bias, generator, dtype);
        Norm1 = new(dModel, layerNormEpsilon, bias: bias, dtype: dtype);
        Norm2 = new(dModel, layerNormEpsilon, bias: bias, dtype: dtype);
        Dropout = new(dropout, generator);
        NormFirst = normFirst;
        this.activation = activation ?? (static x => x.Relu());
    }

    /// <summary>The attention of the sequence to itself.</summary>
    public MultiheadAttention SelfAttn { get; }

    /// <summary>The first layer of the network.</summary>
    public Linear Linear1 { get; }

    /// <summary>The second layer of the network.</summary>
    public Linear Linear2 { get; }

    /// <summary>The normalisation of the first part.</summary>
    public LayerNorm Norm1 { get; }

    /// <summary>The normalisation of the second part.</summary>
    public LayerNorm Norm2 { get; }

    /// <summary>What drops elements in training.</summary>
    public Dropout Dropout { get; }

    /// <summary>Whether normalisation comes before each part rather than after the sum.</summary>
    public bool NormFirst { get; }

    /// <summary>x and what a part makes of it, normalised.</summary>
    private protected Tensor Around(Tensor x, LayerNorm norm, Func<Tensor, Tensor> part) =>
        NormFirst ? x + Dropout.Call(part(norm.Call(x))) : norm.Call(x + Dropout.Call(part(x)));

    private protected Tensor Attended(Tensor x, Tensor? mask, Tensor? keyPaddingMask, bool isCausal) =>
        SelfAttn.Call(x, x => SelfAttn.Forward(x, x, x, keyPaddingMask, needWeights: false, mask, isCausal: isCausal)).Output;

    private protected Tensor Network(Tensor x) => Linear2.Call(Dropout.Call(activation(Linear1.Call(x))));
}
