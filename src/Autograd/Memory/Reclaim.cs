namespace AutoGrad;

/// <summary>
/// Who gives the memory back that is allocated on this thread: the innermost open <see cref="TensorScope"/> or backward pass, or, where there is
/// neither, the garbage collector.
/// </summary>
internal abstract class Reclaim
{
    [ThreadStatic]
    private static Reclaim? current;

    /// <summary>The innermost on this thread.</summary>
    public static Reclaim? Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>The large sums that wait to be computed together; null where sums are computed at once.</summary>
    public virtual List<Expression>? Sums => null;

    /// <summary>Takes charge of a storage.</summary>
    public abstract void Add(Storage storage);
}
