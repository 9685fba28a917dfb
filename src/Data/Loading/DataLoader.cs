using System.Collections;

namespace AutoGrad.Data;

/// <summary>
/// A data set in batches: <c>foreach (var (images, labels) in new DataLoader(train, batchSize: 64, shuffle: true))</c>. Every enumeration is an
/// epoch, and where the loader shuffles it draws a new order. Batches of neighbouring items may be views of the data set's own tensors. With
/// <see cref="Workers"/> batches are made ahead on threads in the background; they are the same, bit for bit, for any number of them.
/// </summary>
public sealed class DataLoader : IReadOnlyCollection<(Tensor Inputs, Tensor Targets)>
{
    private readonly Generator? generator;
    private readonly IReadOnlyCollection<long[]>? batches;
    private readonly string how;

    /// <summary>A loader over a data set.</summary>
    /// <param name="dataset">What to load; at least one item.</param>
    /// <param name="batchSize">How many items a batch holds; the last may hold fewer.</param>
    /// <param name="shuffle">Whether to draw a new order for each epoch.</param>
    /// <param name="generator">Who draws the orders, and what <see cref="Augment"/> needs; <see cref="Generator.Default"/> if left out.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it is not full.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    /// <exception cref="ArgumentException">The data set is empty, or dropping the last batch would leave none.</exception>
    public DataLoader(Dataset dataset, int batchSize = 1, bool shuffle = false, Generator? generator = null, bool dropLast = false)
        : this(batchSize, dataset, null, generator, dropLast)
    {
        if (shuffle)
            batches = new BatchSampler(new RandomSampler(dataset.Count, generator: generator), batchSize, dropLast);
        (Shuffle, how) = (shuffle, $"batchSize: {batchSize}, shuffle: {(shuffle ? "true" : "false")}");
    }

    /// <summary>A loader over the items that a sampler gives.</summary>
    /// <param name="dataset">What to load; at least one item.</param>
    /// <param name="sampler">Which items an epoch has, in which order.</param>
    /// <param name="batchSize">How many items a batch holds; the last may hold fewer.</param>
    /// <param name="generator">Who draws what <see cref="Augment"/> needs; <see cref="Generator.Default"/> if left out.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it is not full.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    /// <exception cref="ArgumentException">The data set is empty, or dropping the last batch would leave none.</exception>
    public DataLoader(Dataset dataset, Sampler sampler, int batchSize = 1, Generator? generator = null, bool dropLast = false)
        : this(batchSize, dataset, (sampler ?? throw new ArgumentNullException(nameof(sampler))).Count, generator, dropLast)
    {
        batches = sampler is SequentialSampler all && all.Count == dataset.Count ? null : new BatchSampler(sampler, batchSize, dropLast);
        how = $"{sampler}, batchSize: {batchSize}";
    }

    /// <summary>A loader over batches of one's own: a <see cref="BatchSampler"/>, or any lists of items' numbers.</summary>
    /// <param name="dataset">What to load; at least one item.</param>
    /// <param name="batches">The numbers of the items of each batch; enumerated once an epoch.</param>
    /// <param name="generator">Who draws what <see cref="Augment"/> needs; <see cref="Generator.Default"/> if left out.</param>
    /// <exception cref="ArgumentException">The data set is empty.</exception>
    public DataLoader(Dataset dataset, IReadOnlyCollection<long[]> batches, Generator? generator = null) : this(1, dataset, null, generator, false)
    {
        ArgumentNullException.ThrowIfNull(batches);
        (this.batches, how) = (batches, batches is BatchSampler ? $"{batches}" : "batches of its own");
    }

    private DataLoader(int batchSize, Dataset dataset, int? items, Generator? generator, bool dropLast)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "DataLoader: a batch holds at least 1 item.");
        if (dataset.Count == 0)
            throw new ArgumentException("DataLoader: the data set is empty, so there is nothing to load.", nameof(dataset));
        if (dropLast && (items ?? dataset.Count) < batchSize)
            throw new ArgumentException($"DataLoader: {items ?? dataset.Count} items do not fill a batch of {batchSize}, " +
                "and dropLast leaves out what is not full. Use a smaller batch size or keep the last batch.", nameof(dropLast));
        (Dataset, BatchSize, DropLast, this.generator, how) = (dataset, batchSize, dropLast, generator, "");
    }

    /// <summary>What is loaded.</summary>
    public Dataset Dataset { get; }

    /// <summary>Who draws orders and augmentations; null for <see cref="AutoGrad.Generator.Default"/>. A sampler of one's own may have another.</summary>
    public Generator? Generator => generator;

    /// <summary>All who draw besides <see cref="AutoGrad.Generator.Default"/>: <see cref="Generator"/>, and the sampler's.</summary>
    public IReadOnlyList<Generator> Generators =>
        [.. new[] { generator, (batches as BatchSampler)?.Generator }.OfType<Generator>().Distinct()];

    /// <summary>How many items a batch holds; the last may hold fewer. 1 for batches of one's own.</summary>
    public int BatchSize { get; }

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool Shuffle { get; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropLast { get; }

    /// <summary>
    /// How many threads make batches ahead in the background; 0 to make each when it is asked for. The data set is then read, and
    /// <see cref="Collate"/> called, by several threads at once. An epoch that is left early stops them; leaving waits for the batches they are at.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int Workers
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "DataLoader: there cannot be less than 0 workers.");
    }

    /// <summary>How many batches a worker may be ahead: no more than <c>Workers * Prefetch</c> lie ready.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public int Prefetch
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "DataLoader: a worker makes at least 1 batch ahead.");
    } = 2;

    /// <summary>Changes each batch at random: flips, crops, noise. Its draws follow from the generator and the batch's number alone.</summary>
    public Augmentation? Augment { get; init; }

    /// <summary>Makes a batch of items, where stacking them is not what is wanted: sequences of different lengths are padded, say. Null for the data
    /// set's own <see cref="Dataset.Batch(ReadOnlySpan{long})"/>.</summary>
    public Func<IReadOnlyList<(Tensor Inputs, Tensor Targets)>, (Tensor Inputs, Tensor Targets)>? Collate { get; init; }

    /// <summary>Ends an epoch with an <see cref="OperationCanceledException"/> when the next batch is asked for, or while it is waited for.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>How many batches an epoch has.</summary>
    public int Count => batches?.Count ?? Dataset.Count / BatchSize + (DropLast || Dataset.Count % BatchSize == 0 ? 0 : 1);

    /// <summary>One epoch. Its order is drawn when its first batch is asked for.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerator<(Tensor Inputs, Tensor Targets)> GetEnumerator() => Epoch(0);

    /// <summary>What is left of one epoch after some batches, which are drawn as for the whole of it and not loaded.</summary>
    /// <param name="count">How many batches to leave out.</param>
    public IEnumerable<(Tensor Inputs, Tensor Targets)> Skip(int count)
    {
        using var rest = Epoch(Math.Max(0, count));
        while (rest.MoveNext())
            yield return rest.Current;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What is loaded, and how: <c>DataLoader(Names(100 items), batchSize: 64, shuffle: true, 2 batches)</c>.</summary>
    public override string ToString() => $"DataLoader({Dataset}, {how}, {Count} batches)";

    private IEnumerator<(Tensor Inputs, Tensor Targets)> Epoch(int first)
    {
        // Everything that draws does so here, at the start, so that neither threads nor an early end change what others draw.
        long[][]? order = batches is null ? null : [.. batches];
        var draws = Augment is null ? null : (generator ?? Generator.Default).Split();
        int count = order?.Length ?? Count;
        using var prefetcher = Workers == 0 || first >= count ? null : new Prefetcher<(Tensor, Tensor)>(
            count - first, Workers, (int)Math.Min((long)Workers * Prefetch, int.MaxValue), ahead => Load(first + ahead), Cancellation);
        for (int batch = first; batch < count; batch++)
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return prefetcher is null ? Load(batch) : prefetcher.Take();
        }

        (Tensor, Tensor) Load(int batch)
        {
            using var unrecorded = Autodiff.NoGrad();
            int start = batch * BatchSize, size = Math.Min(BatchSize, Dataset.Count - start);
            var (inputs, targets) = Collate is null
                ? order is null ? Dataset.Batch(start, size) : Dataset.Batch(order[batch])
                : Collate(Array.ConvertAll(order?[batch] ?? [.. Enumerable.Range(start, size)], item => Dataset[checked((int)item)]));
            return draws is null ? (inputs, targets) : Augment!.Apply(inputs, targets, Generator.At(draws.Seed, (long)batch << 32));
        }
    }
}
