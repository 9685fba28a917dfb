using System.Collections;

namespace AutoGrad.Data;

/// <summary>Batches of the items that a sampler gives. Every enumeration is an epoch.</summary>
public sealed class BatchSampler : IReadOnlyCollection<long[]>
{
    private readonly Sampler sampler;
    private readonly int batchSize;
    private readonly bool dropLast;

    /// <summary>Batches of what a sampler gives.</summary>
    /// <param name="sampler">Gives the items.</param>
    /// <param name="batchSize">How many items a batch holds; the last may hold fewer.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it is not full.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    public BatchSampler(Sampler sampler, int batchSize, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (this.sampler, this.batchSize, this.dropLast) = (sampler, batchSize, dropLast);
    }

    /// <summary>How many batches an epoch has.</summary>
    public int Count => sampler.Count / batchSize + (dropLast || sampler.Count % batchSize == 0 ? 0 : 1);

    /// <summary>Who draws the order of items; null where nobody does, or <see cref="AutoGrad.Generator.Default"/>.</summary>
    public Generator? Generator => sampler.Generator;

    /// <summary>The numbers of the items of each batch, for one epoch.</summary>
    public IEnumerator<long[]> GetEnumerator()
    {
        foreach (long[] batch in sampler.Chunk(batchSize))
            if (!dropLast || batch.Length == batchSize)
                yield return batch;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What is batched, and how: <c>BatchSampler(RandomSampler(100 items), batchSize: 64)</c>.</summary>
    public override string ToString() => $"BatchSampler({sampler}, batchSize: {batchSize}{(dropLast ? ", dropLast: true" : "")})";
}
