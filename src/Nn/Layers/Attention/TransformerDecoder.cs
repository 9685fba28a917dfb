namespace AutoGrad.Nn;

/// <summary>A transformer's decoder: layers one after another, and perhaps a normalisation at the end. Vaswani et al., 2017.</summary>
public sealed class TransformerDecoder : Module<Tensor, Tensor>
{
    /// <summary>A decoder: <c>new TransformerDecoder(() => new TransformerDecoderLayer(512, 8), 6)</c>.</summary>
    /// <param name="layer">Makes a layer; called once for each.</param>
    /// <param name="numLayers">How many layers.</param>
    /// <param name="norm">The normalisation at the end; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of layers is not positive.</exception>
    public TransformerDecoder(Func<TransformerDecoderLayer> layer, int numLayers, LayerNorm? norm = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Require.AtLeastOne(numLayers, GetType().Name);
        Layers = [.. Enumerable.Range(0, numLayers).Select(_ => layer())];
        Norm = norm;
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<TransformerDecoderLayer> Layers { get; }

    /// <summary>The normalisation at the end; null where there is none.</summary>
    public LayerNorm? Norm { get; }

    /// <summary>The decoder with the sequence as its own memory.</summary>
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, x);

    /// <summary>The decoder with the encoder's result, and with what a position may attend to.</summary>
    /// <inheritdoc cref="TransformerDecoderLayer.Forward(Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, bool)"/>
    public Tensor Forward(
        Tensor x, Tensor memory, Tensor? mask = null, Tensor? memoryMask = null, Tensor? keyPaddingMask = null, Tensor? memoryKeyPaddingMask = null,
        bool isCausal = false)
    {
        foreach (var layer in Layers)
            x = layer.Call(x, x => layer.Forward(x, memory, mask, memoryMask, keyPaddingMask, memoryKeyPaddingMask, isCausal));
        return Norm is null ? x : Norm.Call(x);
    }
}
