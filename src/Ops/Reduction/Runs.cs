namespace AutoGrad;

/// <summary>
/// A tensor brought into the form [<see cref="Outer"/>, <see cref="Size"/>, <see cref="Inner"/>], contiguous, of which an operation works along the
/// middle: element (o, s, i) stands at (o·Size + s)·Inner + i. Where Inner is 1 a run is a piece of memory; else kernels take the runs of one o side
/// by side, row by row.
/// </summary>
internal readonly record struct Runs(Tensor Values, int Outer, int Size, int Inner)
{
    /// <summary>The runs along one axis, counted from 0.</summary>
    public static Runs Along(Tensor x, int axis)
    {
        int outer = 1, inner = 1;
        for (int i = 0; i < axis; i++)
            outer *= x.Shape[i];
        for (int i = axis + 1; i < x.Rank; i++)
            inner *= x.Shape[i];
        return new(Chunks.Ready(x), outer, x.Shape[axis], inner);
    }

    /// <summary>The runs over several axes together. The others keep their order, so that results stand in the order of the reduced shape.</summary>
    public static Runs Over(Tensor x, Axes axes)
    {
        int[] reduced = axes.Resolve(x.Shape);
        Array.Sort(reduced);
        if (reduced.Length == 0)
            return new(Chunks.Ready(x), x.ElementCount, 1, 1);
        int first = reduced[0], last = reduced[^1];
        if (last - first == reduced.Length - 1)
            return Along(x.Reshape(new Shape([.. x.Shape.AsSpan()[..first], Count(x, reduced), .. x.Shape.AsSpan()[(last + 1)..]])), first);
        int[] kept = [.. Enumerable.Range(0, x.Rank).Except(reduced)];
        // The innermost axis stays innermost, so that memory is walked in wide rows.
        return kept[^1] > last
            ? new(Chunks.Ready(x.Permute([.. reduced, .. kept])), 1, Count(x, reduced), Count(x, kept))
            : new(Chunks.Ready(x.Permute([.. kept, .. reduced])), Count(x, kept), Count(x, reduced), 1);
    }

    private static int Count(Tensor x, int[] axes)
    {
        int count = 1;
        foreach (int axis in axes)
            count *= x.Shape[axis];
        return count;
    }
}
