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

    /// <summary>Begins to compute values again for a checkpoint; what is allocated from now on and not held afterwards is given back at the
    /// end.</summary>
    /// <returns>What to end it with.</returns>
    public virtual int BeginRecomputing(Recomputation recomputation) => 0;

    /// <summary>Holds the memory of a value that was computed again until <see cref="Release"/>.</summary>
    public virtual void Hold(Storage storage)
    {
    }

    /// <summary>Ends computing values again.</summary>
    public virtual void EndRecomputing(int begin)
    {
    }

    /// <summary>Gives memory back that was held, unless somebody else holds it.</summary>
    public virtual void Release(Storage storage)
    {
    }
}
