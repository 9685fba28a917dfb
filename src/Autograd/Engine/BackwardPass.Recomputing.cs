namespace AutoGrad;

internal sealed partial class BackwardPass
{
    private List<Recomputation>? recomputations;

    /// <inheritdoc/>
    public override int BeginRecomputing(Recomputation recomputation)
    {
        (recomputations ??= []).Add(recomputation);
        return lists.Fresh.Count;
    }

    /// <inheritdoc/>
    public override void Hold(Storage storage)
    {
        storage.Maker = 0; // It may become a leaf's gradient, but not be its memory.
        if (storage.Reclaim == this)
            storage.Holders++;
    }

    /// <inheritdoc/>
    public override void EndRecomputing(int begin)
    {
        for (int i = begin; i < lists.Fresh.Count; i++)
            if (lists.Fresh[i].Storage is var storage && storage.Reclaim == this && storage.Holders == 0)
                storage.Release(over);
        lists.Fresh.RemoveRange(begin, lists.Fresh.Count - begin);
    }

    /// <inheritdoc/>
    public override void Release(Storage storage)
    {
        if (storage.Reclaim == this && --storage.Holders == 0)
            storage.Release(over);
    }
}
