namespace AutoGrad.Data;

/// <summary>
/// Items drawn with probabilities in proportion to their weights. Rare classes come as often as common ones with
/// <c>weights = (1.0 / labels.Bincount())[labels]</c>.
/// </summary>
public sealed class WeightedRandomSampler : Sampler
{
    private readonly Tensor weights;
    private readonly bool replacement;

    /// <summary>A sampler of a data set's items.</summary>
    /// <param name="weights">A weight for each item, [N], 0 or more, finite and not all 0; they need not sum to 1.</param>
    /// <param name="samples">How many items an epoch has.</param>
    /// <param name="replacement">Whether an item may come several times.</param>
    /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
    /// <exception cref="ShapeException">The weights are not a list.</exception>
    /// <exception cref="ArgumentException">A weight is negative or not finite, or all are 0.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are less than 0 samples, or, without replacement, more than items of a weight.</exception>
    public WeightedRandomSampler(Tensor weights, int samples, bool replacement = true, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Rank != 1)
            throw new ShapeException($"WeightedRandomSampler: the weights are {weights.Shape}; a weight for each item is needed, [N].");
        using var outside = TensorScope.Outside(); // It outlives the step in which it is made.
        this.weights = weights.Detach().To(DType.Float64).Clone();
        var numbers = this.weights.ToArray<double>();
        int wrong = Array.FindIndex(numbers, static w => !(w >= 0 && double.IsFinite(w)));
        if (wrong >= 0)
            throw new ArgumentException(FormattableString.Invariant(
                $"WeightedRandomSampler: weight {wrong} is {numbers[wrong]}; weights are 0 or more, and finite."), nameof(weights));
        int possible = numbers.Count(static w => w > 0);
        if (possible == 0)
            throw new ArgumentException("WeightedRandomSampler: all weights are 0, so no item can be drawn.", nameof(weights));
        Count = RequireCount(samples, nameof(samples));
        if (!replacement && samples > possible)
            throw new ArgumentOutOfRangeException(nameof(samples), samples,
                $"WeightedRandomSampler: {possible} items have a weight above 0; without replacement no more can be drawn.");
        (this.replacement, Generator) = (replacement, generator);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override Generator? Generator { get; }

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        if (Count == 0)
            yield break;
        foreach (long item in weights.Multinomial(Count, replacement, Generator).ToArray<long>())
            yield return item;
    }
}
