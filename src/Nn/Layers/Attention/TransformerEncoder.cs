namespace AutoGrad.Nn;

/// <summary>A transformer's encoder: layers one after another, and perhaps a normalisation at the end. Vaswani et al., 2017.</summary>
public sealed class TransformerEncoder : Module<Tensor, Tensor>
{
    /// <summary>An encoder: <c>new TransformerEncoder(() => new TransformerEncoderLayer(512, 8), 6)</c>.</summary>
    /// <param name="layer">Makes a layer; called once for each.</param>
    /// <param name="numLayers">How many layers.</param>
    /// <param name="norm">The normalisation at the end; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of layers is not positive.</exception>
    public TransformerEncoder(Func<TransformerEncoderLayer> layer, int numLayers, LayerNorm? norm = null)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Require.AtLeastOne(numLayers, GetType().Name);
        Layers = [.. Enumerable.Range(0, numLayers).Select(_ => layer())];
        Norm = norm;
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<TransformerEncoderLayer> Layers { get; }

    /// <summary>The normalisation at the end; null where there is none.</summary>
    public LayerNorm? Norm { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, null);

    /// <summary>The encoder with what a position may attend to.</summary>
    /// <inheritdoc cref="TransformerEncoderLayer.Forward(Tensor, Tensor?, Tensor?, bool)"/>
    public Tensor Forward(Tensor x, Tensor? mask, Tensor? keyPaddingMask = null, bool isCausal = false)
    {
        foreach (var layer in Layers)
            x = layer.Call(x, x => layer.Forward(x, mask, keyPaddingMask, isCausal));
        return Norm is null ? x : Norm.Call(x);
    }
}
