namespace AutoGrad;

/// <summary>
/// Products of a matrix with all unit vectors, many in one pass: a linear map u ↦ Jᵀu, mapped over the rows of the identity, gives the rows of J.
/// </summary>
internal static class UnitRows
{
    /// <summary>How many elements intermediate results may grow to where nobody said how many rows to compute together: they stay in a cache.</summary>
    private const int MostElements = 1 << 16;

    /// <summary>The products with each unit vector, along a new first axis.</summary>
    /// <param name="like">What the vectors are like; there is one for each of its elements.</param>
    /// <param name="map">The map, which may have several results.</param>
    /// <param name="chunkSize">How many vectors are computed together, 1 being a loop; null for as many as leave intermediate results small.</param>
    /// <param name="widest">How many elements the largest intermediate result has for one vector.</param>
    /// <param name="take">What is kept of the products with so many vectors from one on, that one's number given; null for all of it.</param>
    /// <returns>One tensor for each result of the map; none where there are no vectors.</returns>
    public static Tensor[] Of(
        Tensor like, Func<Tensor, Tensor[]> map, int? chunkSize, int widest, Func<Tensor, int, Tensor>? take = null)
    {
        if (chunkSize is { } asked)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1, nameof(chunkSize));
            return InChunks(like, map, asked, take);
        }
        try
        {
            return InChunks(like, map, Math.Max(1, MostElements / Math.Max(1, Math.Max(widest, like.ElementCount))), take);
        }
        catch (BatchedValuesException)
        {
            return InChunks(like, map, 1, take); // A rule reads values, which it can one vector at a time.
        }
    }

    private static Tensor[] InChunks(Tensor like, Func<Tensor, Tensor[]> map, int chunk, Func<Tensor, int, Tensor>? take)
    {
        int count = like.ElementCount;
        var together = Autodiff.VMap(map);
        var parts = new List<Tensor[]>();
        for (int start = 0; start < count; start += chunk)
        {
            int size = Math.Min(chunk, count - start);
            var units = Tensor.Zeros([size, count], like.DType);
            units.View([size], [count + 1], start).FillCore(1);
            var rows = size > 1
                ? together(units.Reshape([size, .. like.Shape]))
                : Array.ConvertAll(map(units.Reshape(like.Shape)), static row => row.Reshape([1, .. row.Shape]));
            int first = start;
            parts.Add(take is null ? rows : Array.ConvertAll(rows, part => take(part, first)));
        }
        return parts.Count switch
        {
            0 => [],
            1 => parts[0],
            _ => [.. parts[0].Select((_, i) => Tensor.Cat([.. parts.Select(part => part[i])]))],
        };
    }
}
