using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>
        /// softmax(q·kᵀ · scale + mask) · v: each query's mean of the values, weighted by how well their keys match it. Vaswani et al., 2017. A query
        /// that may attend to nothing gets NaN.
        /// </summary>
        /// <param name="query">q, [..., L, E].</param>
        /// <param name="key">k, [..., S, E].</param>
        /// <param name="value">v, [..., S, Ev].</param>
        /// <param name="mask">Which keys a query may attend to: Bool, true where it may, or numbers that are added to the scores; of a shape that
        /// broadcasts to [..., L, S].</param>
        /// <param name="dropout">The probability of a weight to be dropped; 0 outside training.</param>
        /// <param name="isCausal">Whether query i may attend to the keys 0…i only, beside what the mask says.</param>
        /// <param name="scale">What the scores are multiplied with; null for 1/√E.</param>
        /// <param name="generator">Where dropout draws from.</param>
        /// <param name="queryName">What the caller calls the query, for errors.</param>
        /// <param name="keyName">What the caller calls the key, for errors.</param>
        /// <param name="valueName">What the caller calls the value, for errors.</param>
        /// <param name="maskName">What the caller calls the mask, for errors.</param>
        /// <returns>[..., L, Ev].</returns>
        /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
        /// <exception cref="DTypeException">The mask holds whole numbers.</exception>
        public static Tensor ScaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            Tensor? mask = null,
            double dropout = 0,
            bool isCausal = false,
            double? scale = null,
            Generator? generator = null,
            [CallerArgumentExpression(nameof(query))] string? queryName = null,
            [CallerArgumentExpression(nameof(key))] string? keyName = null,
            [CallerArgumentExpression(nameof(value))] string? valueName = null,
            [CallerArgumentExpression(nameof(mask))] string? maskName = null) =>
            AttentionWeights(query, key, value, mask, isCausal, scale, queryName, keyName, valueName, maskName)
                .Dropout(dropout, generator: generator).MatMul(value);

        /// <summary>softmax(q·kᵀ · scale + mask), the weights that <c>ScaledDotProductAttention</c> gives the values, [..., L, S].</summary>
        /// <param name="query">q, [..., L, E].</param>
        /// <param name="key">k, [..., S, E].</param>
        /// <param name="value">v, [..., S, Ev], to be checked with the others; null where there is none yet.</param>
        /// <param name="mask">Which keys a query may attend to: Bool, true where it may, or numbers that are added to the scores.</param>
        /// <param name="isCausal">Whether query i may attend to the keys 0…i only, beside what the mask says.</param>
        /// <param name="scale">What the scores are multiplied with; null for 1/√E.</param>
        /// <param name="queryName">What the caller calls the query, for errors.</param>
        /// <param name="keyName">What the caller calls the key, for errors.</param>
        /// <param name="valueName">What the caller calls the value, for errors.</param>
        /// <param name="maskName">What the caller calls the mask, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
        /// <exception cref="DTypeException">The mask holds whole numbers.</exception>
        public static Tensor AttentionWeights(
            Tensor query,
            Tensor key,
            Tensor? value = null,
            Tensor? mask = null,
            bool isCausal = false,
            double? scale = null,
            [CallerArgumentExpression(nameof(query))] string? queryName = null,
            [CallerArgumentExpression(nameof(key))] string? keyName = null,
            [CallerArgumentExpression(nameof(value))] string? valueName = null,
            [CallerArgumentExpression(nameof(mask))] string? maskName = null)
        {
            ArgumentNullException.ThrowIfNull(query);
            ArgumentNullException.ThrowIfNull(key);
            string q = CallerName.Or(queryName, "query"), k = CallerName.Or(keyName, "key");
            if (query.Rank < 2 || key.Rank < 2 || query.Shape[^1] != key.Shape[^1])
                throw new ShapeException(
                    $"ScaledDotProductAttention: {q} is {query.Shape} and {k} is {key.Shape}; they must be [..., L, E] and [..., S, E] with the same E.");
            if (value is not null && (value.Rank < 2 || value.Shape[^2] != key.Shape[^2]))
                throw new ShapeException(
                    $"ScaledDotProductAttention: {k} is {key.Shape} and {CallerName.Or(valueName, "value")} is {value.Shape}; there must be one value for " +
                    $"each of the {key.Shape[^2]} keys, along the last axis but one.");
            // The scale goes to the queries, which are fewer numbers than the scores.
            var scores = AutoGrad.MatMul.Of(transposeB: true).Apply(query * (scale ?? 1 / Math.Sqrt(query.Shape[^1])), key);
            if (mask is not null)
            {
                if (!mask.Shape.BroadcastsTo(scores.Shape))
                    throw new ShapeException(
                        $"ScaledDotProductAttention: {CallerName.Or(maskName, "mask")} is {mask.Shape}, which does not broadcast to the scores' {scores.Shape}.");
                if (mask.DType != DType.Bool && !mask.DType.IsFloatingPoint)
                    throw new DTypeException(
                        $"ScaledDotProductAttention: {CallerName.Or(maskName, "mask")} is {mask.DType}; it must be Bool, true where a query may attend, or " +
                        "floating-point, to be added to the scores.");
                scores += mask.DType == DType.Bool ? Bars(mask, scores.DType) : mask;
            }
            return isCausal ? new CausalSoftmax().Apply(scores) : scores.Softmax(-1);
        }
    }

    /// <summary>0 where the mask is true and −∞ elsewhere: adding that costs the backward pass nothing.</summary>
    private static Tensor Bars(Tensor mask, DType dtype) => Tensor.Where(mask, Tensor.Zeros([], dtype), double.NegativeInfinity);
}
