namespace AutoGrad.Nn;

/// <summary>
/// The mean, sum or maximum of the vectors in bags, looked up in a table by number. An empty bag gives 0; numbers that are the padding index do not
/// count.
/// </summary>
public sealed class EmbeddingBag : Module<Tensor, Tensor>
{
    /// <summary>A table of random vectors.</summary>
    /// <param name="count">How many vectors there are.</param>
    /// <param name="dimension">D, their size.</param>
    /// <param name="mode">What becomes of the vectors of a bag.</param>
    /// <param name="paddingIndex">A number that does not count, whose vector starts at 0; negative counts from the end.</param>
    /// <param name="maxNorm">The greatest length; vectors that are longer are shortened to it in the table when they are looked up.</param>
    /// <param name="normType">The exponent of the norm in which that length is measured.</param>
    /// <param name="includeLastOffset">Whether the last offset is the end of the last bag.</param>
    /// <param name="generator">Where the vectors are drawn from.</param>
    /// <param name="dtype">The dtype of the table.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, the padding index lies outside the table, or the greatest length is not
    /// positive.</exception>
    public EmbeddingBag(
        int count,
        int dimension,
        EmbeddingBagMode mode = EmbeddingBagMode.Mean,
        int? paddingIndex = null,
        double? maxNorm = null,
        double normType = 2,
        bool includeLastOffset = false,
        Generator? generator = null,
        DType dtype = DType.Float32)
    {
        Require.AtLeastOne(count, GetType().Name);
        Require.AtLeastOne(dimension, GetType().Name);
        PaddingIndex = EmbeddingTable.Padding(nameof(EmbeddingBag), paddingIndex, count);
        MaxNorm = maxNorm is { } most ? Require.Positive(most, nameof(EmbeddingBag), nameof(maxNorm)) : null;
        (Mode, NormType, IncludeLastOffset) = (mode, normType, includeLastOffset);
        Weight = EmbeddingTable.Draw(count, dimension, PaddingIndex, generator, dtype);
    }

    /// <summary>The table, [count, D].</summary>
    public Parameter Weight { get; }

    /// <summary>What becomes of the vectors of a bag.</summary>
    public EmbeddingBagMode Mode { get; }

    /// <summary>The number that does not count; null for none.</summary>
    public int? PaddingIndex { get; }

    /// <summary>The greatest length; null for none.</summary>
    public double? MaxNorm { get; }

    /// <summary>The exponent of the norm in which lengths are measured.</summary>
    public double NormType { get; }

    /// <summary>Whether the last offset is the end of the last bag.</summary>
    public bool IncludeLastOffset { get; }

    /// <summary>Bags of one size, whole numbers [N, L] → [N, D].</summary>
    /// <exception cref="ShapeException">x is not [N, L].</exception>
    /// <exception cref="DTypeException">x does not hold whole numbers.</exception>
    /// <exception cref="IndexException">A number lies outside the table.</exception>
    public override Tensor Forward(Tensor x) => Forward(x, null);

    /// <summary>Bags of one size, [N, L], or of several in a row, [M] with offsets [N], → [N, D].</summary>
    /// <param name="x">Whole numbers.</param>
    /// <param name="offsets">Where each bag begins, the first at 0; null for bags of one size.</param>
    /// <param name="perSampleWeights">A factor for each vector, of x's shape; for sums only.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DTypeException">x or the offsets do not hold whole numbers.</exception>
    /// <exception cref="IndexException">A number lies outside the table, or the offsets do not ascend from 0.</exception>
    public Tensor Forward(Tensor x, Tensor? offsets, Tensor? perSampleWeights = null)
    {
        var index = EmbeddingTable.Index(this, x, Weight.Shape[0]);
        if (index.Rank != (offsets is null ? 2 : 1))
            throw new ShapeException($"{Headline}: the input is {x.Shape}; it must be [N, L], or [M] with offsets.");
        if (perSampleWeights is not null && (Mode != EmbeddingBagMode.Sum || perSampleWeights.Shape != x.Shape))
            throw new ShapeException($"{Headline}: perSampleWeights are {perSampleWeights.Shape}; they must be " +
                $"{x.Shape}, as the input, and are for Sum alone.");
        if (MaxNorm is { } most)
            EmbeddingTable.Shorten(Weight, index, most, NormType);

        Tensor? counts = PaddingIndex is { } padding ? index.NotEqualTo(padding) : null;
        if (offsets is not null)
        {
            // Bags in a row become rows of a matrix, filled up with numbers that do not count.
            var (places, inside) = Places(offsets, x.Shape[0]);
            Tensor Spread(Tensor row) => row.IndexSelect(0, places.Flatten()).Reshape(places.Shape);
            if (x.Shape[0] == 0)
                return Tensor.Zeros([places.Shape[0], Weight.Shape[1]], Weight.DType);
            index = Spread(index);
            counts = counts is null ? inside : Spread(counts) & inside;
            perSampleWeights = perSampleWeights is null ? null : Spread(perSampleWeights);
        }
        var rows = EmbeddingTable.Rows(Weight, index);
        if (perSampleWeights is not null)
            rows *= perSampleWeights.Unsqueeze(-1);
        counts = (counts ?? Tensor.Ones(index.Shape, DType.Bool)).Unsqueeze(-1);
        var number = counts.Sum(1);
        return Mode switch
        {
            EmbeddingBagMode.Sum => Tensor.Where(counts, rows, 0).Sum(1),
            EmbeddingBagMode.Mean => Tensor.Where(counts, rows, 0).Sum(1) / number.Clamp(min: 1).To(rows.DType),
            _ when index.Shape[1] == 0 => Tensor.Zeros([index.Shape[0], Weight.Shape[1]], Weight.DType),
            _ => Tensor.Where(number > 0, Tensor.Where(counts, rows, double.NegativeInfinity).Max(1), 0),
        };
    }

    /// <summary>Where the numbers of each bag stand in the row, and which of the places are inside the bag.</summary>
    private (Tensor Places, Tensor Inside) Places(Tensor offsets, int total)
    {
        if (offsets.Rank != 1 || offsets.DType is not (DType.Int64 or DType.Int32))
            throw new DTypeException($"{Headline}: the offsets are {offsets.DType} {offsets.Shape}; they must be whole numbers [N].");
        long[] starts = offsets.To(DType.Int64).ToArray<long>();
        if (!IncludeLastOffset)
            starts = [.. starts, total];
        for (int i = 0; i < starts.Length; i++)
            if (i == 0 ? starts[0] != 0 : starts[i] < starts[i - 1] || starts[i] > total)
                throw new IndexException($"{Headline}: offset {i} is {starts[i]}; offsets begin at 0, ascend, and end at {total}, how " +
                    "many numbers there are.");
        int bags = starts.Length - 1;
        long longest = 0;
        for (int i = 0; i < bags; i++)
            longest = Math.Max(longest, starts[i + 1] - starts[i]);
        var begins = Tensor.Of<long>(starts.AsSpan(0, bags)).Unsqueeze(1);
        var ends = Tensor.Of<long>(starts.AsSpan(1)).Unsqueeze(1);
        var places = begins + Tensor.Arange(longest);
        return (places.Clamp(max: Math.Max(0, total - 1)), places < ends);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{EmbeddingTable.Describe(Weight, PaddingIndex, MaxNorm)}, mode: {Mode}";
}
