namespace AutoGrad.Data;

/// <summary>Items in random order, each once, or drawn anew each time.</summary>
public sealed class RandomSampler : Sampler
{
    private readonly int items;
    private readonly bool replacement;

    /// <summary>A sampler of a data set's items.</summary>
    /// <param name="items">How many items the data set has.</param>
    /// <param name="replacement">Whether an item may come several times.</param>
    /// <param name="samples">How many an epoch has; as many as there are if left out. Without replacement it goes through all items before one comes
    /// again.</param>
    /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or samples are to be drawn of no items.</exception>
    public RandomSampler(int items, bool replacement = false, int? samples = null, Generator? generator = null)
    {
        this.items = RequireCount(items, nameof(items));
        Count = RequireCount(samples ?? items, nameof(samples));
        if (items == 0 && Count > 0)
            throw new ArgumentOutOfRangeException(nameof(samples), samples, "RandomSampler: there are no items to draw from.");
        (this.replacement, Generator) = (replacement, generator);
    }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <inheritdoc/>
    public override Generator? Generator { get; }

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        for (int given = 0; given < Count; given += items)
        {
            var order = (replacement ? Tensor.RandInt(0, items, [items], Generator) : Tensor.RandPerm(items, Generator)).ToArray<long>();
            for (int i = 0; i < Math.Min(items, Count - given); i++)
                yield return order[i];
        }
    }
}
