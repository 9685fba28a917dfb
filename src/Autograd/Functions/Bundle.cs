namespace AutoGrad;

/// <summary>
/// Several tensors in the place of one: a node has one result and one gradient, and the call of a <see cref="Function"/> may have several of either.
/// Null stands for zero. It has no elements itself.
/// </summary>
internal sealed class Bundle(Tensor?[] parts) : Tensor(nothing, 0, [0], [1], true)
{
    /// <summary>Of the widest dtype, so that what is converted on its way into a bundle loses nothing.</summary>
    private static readonly Storage nothing = Storage.Adopt(Array.Empty<double>());

    /// <summary>The stand-in for results or inputs whose nodes are bundled.</summary>
    public Bundle() : this([])
    {
    }

    /// <summary>The tensors.</summary>
    public Tensor?[] Parts => parts;

    /// <summary>Gradients or tangents on their way through a pass.</summary>
    public static Bundle Of(params Tensor?[] parts)
    {
        // A pass gives memory back that no node holds, and knows nothing of what a bundle holds.
        foreach (var part in parts)
            if (part is not null && BatchedStorage.MemoryOf(part) is { Reclaim: BackwardPass } memory)
                memory.MoveTo(null);
        return new(parts);
    }

    /// <summary>The sums, part by part.</summary>
    public Bundle Plus(Bundle other)
    {
        var sums = new Tensor?[parts.Length];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = Tape.Sum(parts[i], other.Parts[i]);
        return Of(sums);
    }
}
