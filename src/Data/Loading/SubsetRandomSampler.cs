namespace AutoGrad.Data;

/// <summary>The items listed, in random order.</summary>
/// <param name="items">The items' numbers.</param>
/// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
public sealed class SubsetRandomSampler(ReadOnlySpan<long> items, Generator? generator = null) : Sampler
{
    private readonly long[] items = items.ToArray();

    /// <inheritdoc/>
    public override int Count => items.Length;

    /// <inheritdoc/>
    public override Generator? Generator { get; } = generator;

    /// <inheritdoc/>
    public override IEnumerator<long> GetEnumerator()
    {
        foreach (long place in Tensor.RandPerm(items.Length, Generator).ToArray<long>())
            yield return items[place];
    }
}
