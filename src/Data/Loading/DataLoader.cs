using System.Collections;

namespace AutoGrad.Data;

/// <summary>
/// A data set in batches: <c>foreach (var (images, labels) in new DataLoader(train, batchSize: 64, shuffle: true))</c>. Every enumeration is an
/// epoch, and where the loader shuffles it draws a new order. Batches of neighbouring items may be views of the data set's own tensors.
/// </summary>
public sealed class DataLoader : IReadOnlyCollection<(Tensor Inputs, Tensor Targets)>
{
    private readonly Generator? generator;

    /// <summary>A loader over a data set.</summary>
    /// <param name="dataset">What to load; at least one item.</param>
    /// <param name="batchSize">How many items a batch holds; the last may hold fewer.</param>
    /// <param name="shuffle">Whether to draw a new order for each epoch.</param>
    /// <param name="generator">Who draws the orders; <see cref="Generator.Default"/> if left out.</param>
    /// <param name="dropLast">Whether to leave out the last batch where it is not full.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    /// <exception cref="ArgumentException">The data set is empty, or dropping the last batch would leave none.</exception>
    public DataLoader(Dataset dataset, int batchSize = 1, bool shuffle = false, Generator? generator = null, bool dropLast = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (batchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, "DataLoader: a batch holds at least 1 item.");
        if (dataset.Count == 0)
            throw new ArgumentException("DataLoader: the data set is empty, so there is nothing to load.", nameof(dataset));
        if (dropLast && dataset.Count < batchSize)
            throw new ArgumentException($"DataLoader: {dataset.Count} items do not fill a batch of {batchSize}, " +
                "and dropLast leaves out what is not full. Use a smaller batch size or keep the last batch.", nameof(dropLast));
        (Dataset, BatchSize, Shuffle, DropLast, this.generator) = (dataset, batchSize, shuffle, dropLast, generator);
    }

    /// <summary>What is loaded.</summary>
    public Dataset Dataset { get; }

    /// <summary>Who draws the orders; null for <see cref="AutoGrad.Generator.Default"/>.</summary>
    public Generator? Generator => generator;

    /// <summary>How many items a batch holds; the last may hold fewer.</summary>
    public int BatchSize { get; }

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool Shuffle { get; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropLast { get; }

    /// <summary>How many batches an epoch has.</summary>
    public int Count => Dataset.Count / BatchSize + (DropLast || Dataset.Count % BatchSize == 0 ? 0 : 1);

    /// <summary>One epoch. Its order is drawn when its first batch is asked for.</summary>
    public IEnumerator<(Tensor Inputs, Tensor Targets)> GetEnumerator()
    {
        var order = Shuffle ? Tensor.RandPerm(Dataset.Count, generator).ToArray<long>() : null;
        for (int batch = 0, batches = Count; batch < batches; batch++)
        {
            int start = batch * BatchSize, count = Math.Min(BatchSize, Dataset.Count - start);
            yield return order is null ? Dataset.Batch(start, count) : Dataset.Batch(order.AsSpan(start, count));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What is loaded, and how: <c>DataLoader(Names(100 items), batchSize: 64, shuffle: true, 2 batches)</c>.</summary>
    public override string ToString() => $"DataLoader({Dataset}, batchSize: {BatchSize}, shuffle: {(Shuffle ? "true" : "false")}, {Count} batches)";
}
