namespace AutoGrad.Nn;

/// <summary>A table of vectors looked up by number: whole numbers [...] → [..., D]. Rows start as draws from the standard normal
/// distribution.</summary>
public sealed class Embedding : Module<Tensor, Tensor>
{
    /// <summary>A table of random vectors.</summary>
    /// <param name="count">How many vectors there are.</param>
    /// <param name="dimension">D, their size.</param>
    /// <param name="paddingIndex">A number whose vector starts at 0 and gets no gradient; negative counts from the end.</param>
    /// <param name="maxNorm">The greatest length; vectors that are longer are shortened to it in the table when they are looked up.</param>
    /// <param name="normType">The exponent of the norm in which that length is measured.</param>
    /// <param name="scaleGradByFreq">Whether the gradient of a vector is divided by how often it was looked up in the batch.</param>
    /// <param name="generator">Where the vectors are drawn from.</param>
    /// <param name="dtype">The dtype of the table.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the padding index lies outside the table, or the greatest length is not
    /// positive.</exception>
    public Embedding(
        int count,
        int dimension,
        int? paddingIndex = null,
        double? maxNorm = null,
        double normType = 2,
        bool scaleGradByFreq = false,
        Generator? generator = null,
        DType dtype = DType.Float32)
    {
        Require.AtLeastOne(count, GetType().Name);
        Require.AtLeastOne(dimension, GetType().Name);
        PaddingIndex = EmbeddingTable.Padding(nameof(Embedding), paddingIndex, count);
        MaxNorm = maxNorm is { } most ? Require.Positive(most, nameof(Embedding), nameof(maxNorm)) : null;
        (NormType, ScaleGradByFreq) = (normType, scaleGradByFreq);
        Weight = EmbeddingTable.Draw(count, dimension, PaddingIndex, generator, dtype);
    }

    /// <summary>The table, [count, D].</summary>
    public Parameter Weight { get; }

    /// <summary>The number whose vector gets no gradient; null for none.</summary>
    public int? PaddingIndex { get; }

    /// <summary>The greatest length; null for none.</summary>
    public double? MaxNorm { get; }

    /// <summary>The exponent of the norm in which lengths are measured.</summary>
    public double NormType { get; }

    /// <summary>Whether gradients are divided by how often vectors were looked up.</summary>
    public bool ScaleGradByFreq { get; }

    /// <inheritdoc/>
    /// <exception cref="DTypeException">x does not hold whole numbers.</exception>
    /// <exception cref="IndexException">A number lies outside the table.</exception>
    public override Tensor Forward(Tensor x)
    {
        var index = EmbeddingTable.Index(this, x, Weight.Shape[0]);
        if (MaxNorm is { } most)
            EmbeddingTable.Shorten(Weight, index, most, NormType);
        var rows = EmbeddingTable.Rows(Weight, index);
        if (ScaleGradByFreq)
        {
            var flat = index.Flatten();
            var times = Tensor.Zeros([Weight.Shape[0]], DType.Int64).ScatterAdd(0, flat, Tensor.OnesLike(flat));
            var often = times.IndexSelect(0, flat).Reshape(index.Shape).Unsqueeze(-1).To(rows.DType);
            rows = rows.Detach() + (rows - rows.Detach()) / often;
        }
        return PaddingIndex is { } padding ? Tensor.Where(index.EqualTo(padding).Unsqueeze(-1), rows.Detach(), rows) : rows;
    }

    /// <inheritdoc/>
    protected override string Describe() => EmbeddingTable.Describe(Weight, PaddingIndex, MaxNorm);
}
