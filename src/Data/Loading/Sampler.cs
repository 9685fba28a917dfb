using System.Collections;

namespace AutoGrad.Data;

/// <summary>Which items of a data set an epoch has, in which order. Every enumeration is an epoch.</summary>
public abstract class Sampler : IReadOnlyCollection<long>
{
    /// <summary>How many items an epoch has.</summary>
    public abstract int Count { get; }

    /// <summary>Who draws the order; null where nobody does, or <see cref="AutoGrad.Generator.Default"/>. A trainer keeps its place in
    /// checkpoints.</summary>
    public virtual Generator? Generator => null;

    /// <summary>The items' numbers, for one epoch.</summary>
    public abstract IEnumerator<long> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The kind of sampler and its size: <c>RandomSampler(100 items)</c>.</summary>
    public override string ToString() => $"{GetType().Name}({Count} items)";

    /// <summary>Refuses a number of items below 0.</summary>
    private protected static int RequireCount(int count, string name) =>
        count >= 0 ? count : throw new ArgumentOutOfRangeException(name, count, "Sampler: there cannot be less than 0 items.");
}

/// <summary>All items in order.</summary>
/// <param name="count">How many items the data set has.</param>
public sealed class SequentialSampler(int count) : Sampler
{
    /// <inheritdoc/>
    public override int Count { get; } = RequireCount(count, nameof(count));

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        for (long item = 0; item < Count; item++)
            yield return item;
    }
}
