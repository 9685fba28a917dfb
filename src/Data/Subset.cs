namespace AutoGrad.Data;

/// <summary>Some items of a data set, in an order of its own.</summary>
public sealed class Subset : Dataset
{
    private readonly long[] items;

    /// <summary>The items listed.</summary>
    /// <param name="source">The data set they belong to.</param>
    /// <param name="items">Their numbers there; repetitions are allowed.</param>
    /// <exception cref="IndexException">There is no such item.</exception>
    public Subset(Dataset source, ReadOnlySpan<long> items)
    {
        ArgumentNullException.ThrowIfNull(source);
        for (int i = 0; i < items.Length; i++)
            if (items[i] < 0 || items[i] >= source.Count)
                throw new IndexException($"Subset: number {i} is item {items[i]} of a data set of {source.Count}; use 0 to {source.Count - 1}.");
        Source = source;
        this.items = items.ToArray();
    }

    /// <summary>The data set the items belong to.</summary>
    public Dataset Source { get; }

    /// <summary>The items' numbers in <see cref="Source"/>.</summary>
    public ReadOnlySpan<long> Items => items;

    /// <inheritdoc/>
    public override int Count => items.Length;

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) this[int item]
    {
        get
        {
            Require(item, 1);
            return Source[(int)items[item]];
        }
    }

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<long> items)
    {
        var mapped = new long[items.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            Require(items[i]);
            mapped[i] = this.items[items[i]];
        }
        return Source.Batch(mapped);
    }

    /// <inheritdoc/>
    public override (Tensor Inputs, Tensor Targets) Batch(int start, int count)
    {
        Require(start, count);
        return Source.Batch(items.AsSpan(start, count));
    }

    /// <inheritdoc/>
    public override Subset Slice(int start, int length)
    {
        Require(start, length);
        return new(Source, items.AsSpan(start, length));
    }

    /// <summary>How many items of what: <c>Subset(80 of Names(100 items))</c>.</summary>
    public override string ToString() => $"Subset({Count} of {Source})";
}
