namespace AutoGrad.Nn;

/// <summary>
/// Attention of several heads: queries, keys and values are projected, cut into heads of E / heads features, attended to for each head by itself, joined
/// and projected again. Vaswani et al., 2017. Sequences are [L, N, E], [N, L, E] if the batch comes first, or [L, E] without a batch.
/// </summary>
public sealed class MultiheadAttention : Module<Tensor, (Tensor Output, Tensor? Weights)>
{
    private readonly double dropout;
    private readonly Generator? generator;

    /// <summary>A layer with random weights: the projections into it Xavier-uniform, biases 0, as in PyTorch.</summary>
    /// <param name="embedDim">The number E of features of queries and results.</param>
    /// <param name="numHeads">The number of heads, which divides E.</param>
    /// <param name="dropout">The probability of an attention weight to be dropped in training.</param>
    /// <param name="bias">Whether the projections add biases.</param>
    /// <param name="kDim">The features of the keys; null for E.</param>
    /// <param name="vDim">The features of the values; null for E.</param>
    /// <param name="batchFirst">Whether sequences are [N, L, E] rather than [L, N, E].</param>
    /// <param name="generator">Where the weights, and what is dropped, are drawn from.</param>
    /// <param name="dtype">The dtype of the weights.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or dropout no probability.</exception>
    /// <exception cref="ArgumentException">The number of heads does not divide E.</exception>
    public MultiheadAttention(
        int embedDim, int numHeads, double dropout = 0, bool bias = true, int? kDim = null, int? vDim = null, bool batchFirst = false,
        Generator? generator = null, DType dtype = DType.Float32)
    {
        Require.AtLeastOne(embedDim, GetType().Name);
        Require.AtLeastOne(numHeads, GetType().Name);
        if (embedDim % numHeads != 0)
            throw new ArgumentException(
                $"MultiheadAttention: {numHeads} heads do not divide {embedDim} features evenly; choose numHeads among the divisors of embedDim.",
                nameof(numHeads));
        if (!(dropout >= 0 && dropout <= 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "MultiheadAttention: dropout is a probability and must lie in [0, 1].");
        (NumHeads, BatchFirst, this.dropout, this.generator) = (numHeads, batchFirst, dropout, generator);
        Parameter Drawn(int rows, int columns) => new(Init.XavierUniform(Tensor.Empty([rows, columns], dtype), generator: generator));
        if ((kDim ?? embedDim) == embedDim && (vDim ?? embedDim) == embedDim)
            InProjWeight = Drawn(3 * embedDim, embedDim);
        else
            (QProjWeight, KProjWeight, VProjWeight) =
                (Drawn(embedDim, embedDim), Drawn(embedDim, kDim ?? embedDim), Drawn(embedDim, vDim ?? embedDim));
        InProjBias = bias ? new(Tensor.Zeros([3 * embedDim], dtype)) : null;
        OutProj = new(embedDim, embedDim, bias, generator, dtype);
        if (OutProj.Bias is { } start)
            Init.Zeros(start);
    }

    /// <summary>The projections of queries, keys and values below each other, [3E, E]; null where these have different numbers of features.</summary>
    public Parameter? InProjWeight { get; }

    /// <summary>The projection of the queries, [E, E], where the three are apart.</summary>
    public Parameter? QProjWeight { get; }

    /// <summary>The projection of the keys, [E, kDim], where the three are apart.</summary>
    public Parameter? KProjWeight { get; }

    /// <summary>The projection of the values, [E, vDim], where the three are apart.</summary>
    public Parameter? VProjWeight { get; }

    /// <summary>The biases of the three projections, [3E]; null where there are none.</summary>
    public Parameter? InProjBias { get; }

    /// <summary>The last projection.</summary>
    public Linear OutProj { get; }

    /// <summary>The number E of features of queries and results.</summary>
    public int EmbedDim => OutProj.InFeatures;

    /// <summary>The number of heads.</summary>
    public int NumHeads { get; }

    /// <summary>Whether the batch is the first axis of sequences; else it is the second.</summary>
    public bool BatchFirst { get; }

    /// <summary>Attends from a sequence to itself, without looking at the weights.</summary>
    /// <inheritdoc cref="Forward(Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, bool, bool)"/>
    public override (Tensor Output, Tensor? Weights) Forward(Tensor x) => Forward(x, x, x, needWeights: false);

    /// <summary>Attends from queries to keys and their values.</summary>
    /// <param name="query">[L, N, E], or as the class says.</param>
    /// <param name="key">[S, N, kDim], or as the class says.</param>
    /// <param name="value">[S, N, vDim], or as the class says.</param>
    /// <param name="keyPaddingMask">Bool [N, S], or [S] without a batch: true where a key is padding and not attended to.</param>
    /// <param name="needWeights">Whether to return the attention weights too.</param>
    /// <param name="attnMask">[L, S] or [N · heads, L, S]: Bool, true where a query may not attend to a key, as in PyTorch's module and unlike
    /// <c>ScaledDotProductAttention</c>; or numbers that are added to the scores.</param>
    /// <param name="averageAttnWeights">Whether the weights returned are the mean over the heads.</param>
    /// <param name="isCausal">Whether query i may attend to the keys 0…i only, beside what the masks say.</param>
    /// <returns>The result, of the shape of the queries; and, if wanted, the weights, [N, L, S] or [N, heads, L, S], or without N.</returns>
    /// <exception cref="ShapeException">The shapes do not fit the layer or each other.</exception>
    /// <exception cref="DTypeException">A sequence has another dtype than the weights, or a mask holds whole numbers.</exception>
    public (Tensor Output, Tensor? Weights) Forward(
        Tensor query, Tensor key, Tensor value, Tensor? keyPaddingMask = null, bool needWeights = true, Tensor? attnMask = null,
        bool averageAttnWeights = true, bool isCausal = false)
    {
        foreach (var sequence in new[] { query, key, value })
            Require.DType(this, sequence, OutProj.Weight);
        RequireShape(query, EmbedDim, "query");
        RequireShape(key, (KProjWeight ?? OutProj.Weight).Shape[1], "key");
        RequireShape(value, (VProjWeight ?? OutProj.Weight).Shape[1], "value");
        bool batched = query.Rank == 3;
        int time = batched && BatchFirst ? 1 : 0, queries = query.Shape[time], keys = key.Shape[time], batch = batched ? query.Shape[1 - time] : 1;
        if (key.Rank != query.Rank || value.Rank != query.Rank || value.Shape[time] != keys || (batched && (key.Shape[1 - time] != batch || value.Shape[1 - time] != batch)))
            throw new ShapeException(
                $"{Headline}: the query is {query.Shape}, the key {key.Shape} and the value {value.Shape}; all need the same batch, and there must be one " +
                "value for each key.");

        var mask = Mask(attnMask, keyPaddingMask, batch, queries, keys);
        var (q, k, v) = Projected(query, key, value);
        var weights = Tensor.AttentionWeights(Heads(q), Heads(k), Heads(v), mask, isCausal);
        var attended = (IsTraining ? weights.Dropout(dropout, generator: generator) : weights).MatMul(Heads(v));
        // [N, heads, L, E / heads] back to the layout of the queries.
        var joined = (batched ? attended.Permute(BatchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3]) : attended.Permute([0, 2, 1, 3]).Squeeze(0))
            .Reshape([.. query.Shape.AsSpan()[..^1], EmbedDim]);
        if (needWeights)
        {
            weights = averageAttnWeights ? weights.Mean(axis: 1) : weights;
            weights = batched ? weights : weights.Squeeze(0);
        }
        return (OutProj.Call(joined), needWeights ? weights : null);

        // [N, heads, length, E / heads], a view.
        Tensor Heads(Tensor x)
        {
            var cut = x.Reshape([.. x.Shape.AsSpan()[..^1], NumHeads, EmbedDim / NumHeads]);
            return !batched ? cut.Permute([1, 0, 2]).Unsqueeze(0) : cut.Permute(BatchFirst ? [0, 2, 1, 3] : [1, 2, 0, 3]);
        }
    }

    private void RequireShape(Tensor x, int features, string what)
    {
        if (x.Rank is not (2 or 3) || x.Shape[^1] != features)
            throw new ShapeException(
                $"{Headline}: the {what} is {x.Shape}; it must be {(BatchFirst ? "[N, length, " : "[length, N, ")}{features}], or [length, {features}] " +
                "without a batch.");
    }

    private (Tensor Q, Tensor K, Tensor V) Projected(Tensor query, Tensor key, Tensor value)
    {
        Tensor[] weights = InProjWeight is null ? [QProjWeight!, KProjWeight!, VProjWeight!] : InProjWeight.Chunk(3);
        var biases = InProjBias?.Chunk(3);
        return (Product(query, weights[0], biases?[0]), Product(key, weights[1], biases?[1]), Product(value, weights[2], biases?[2]));
    }

    private static Tensor Product(Tensor x, Tensor weight, Tensor? bias)
    {
        var product = MatMul.Of(transposeB: true).Apply(x.Flatten(0, -2), weight);
        return (bias is null ? product : product + bias).Reshape([.. x.Shape.AsSpan()[..^1], weight.Shape[0]]);
    }

    /// <summary>Both masks as what is added to the scores [N, heads, L, S]; null where there is neither.</summary>
    private Tensor? Mask(Tensor? attnMask, Tensor? keyPaddingMask, int batch, int queries, int keys)
    {
        Tensor? mask = null;
        if (attnMask is not null)
        {
            bool each = attnMask.Rank == 3;
            Shape expected = each ? [batch * NumHeads, queries, keys] : [queries, keys];
            if (attnMask.Shape != expected)
                throw new ShapeException($"{Headline}: attnMask is {attnMask.Shape}; it must be [{queries}, {keys}] or [{batch * NumHeads}, {queries}, {keys}].");
            mask = Added(attnMask, "attnMask");
            mask = each ? mask.Reshape([batch, NumHeads, queries, keys]) : mask;
        }
        if (keyPaddingMask is null)
            return mask;
        if (keyPaddingMask.Shape[^1] != keys || keyPaddingMask.ElementCount != batch * keys)
            throw new ShapeException($"{Headline}: keyPaddingMask is {keyPaddingMask.Shape}; it must be [{batch}, {keys}]{(batch == 1 ? $", or [{keys}]" : "")}.");
        var padding = Added(keyPaddingMask, "keyPaddingMask").Reshape([batch, 1, 1, keys]);
        return mask is null ? padding : mask + padding;
    }

    private Tensor Added(Tensor mask, string name) => mask.DType switch
    {
        DType.Bool => Tensor.Where(mask, Tensor.Of(double.NegativeInfinity).To(OutProj.Weight.DType), 0),
        { IsFloatingPoint: true } => mask,
        _ => throw new DTypeException($"{Headline}: {name} is {mask.DType}; it must be Bool, true where nothing is attended to, or floating-point."),
    };

    /// <summary>The projections of as many queries, keys and values, and the two products of each head; the last projection counts for
    /// itself.</summary>
    protected override long MultiplyAdds(Tensor input, (Tensor Output, Tensor? Weights) output)
    {
        long positions = input.ElementCount / EmbedDim, length = input.Shape[input.Rank == 3 && BatchFirst ? 1 : 0];
        long projections = InProjWeight?.ElementCount ?? QProjWeight!.ElementCount + KProjWeight!.ElementCount + VProjWeight!.ElementCount;
        return positions * (projections + 2 * length * EmbedDim);
    }

    /// <inheritdoc/>
    protected override string Describe() =>
        $"{EmbedDim}, heads: {NumHeads}" + (dropout > 0 ? FormattableString.Invariant($", dropout: {dropout}") : "") + (BatchFirst ? ", batchFirst: true" : "");
}
