namespace AutoGrad;

/// <summary>
/// A mode that holds until disposed for the code that entered it and all that runs on its behalf, on whatever thread: it flows across <c>await</c>,
/// into tasks and into <see cref="Parallel"/> loops, as an <see cref="AsyncLocal{T}"/> does. <c>using (Autodiff.NoGradAsync()) { await … }</c>
/// </summary>
/// <remarks>
/// It takes along all modes that hold where it is entered, those of the thread included. Operations read one field of their thread; the runtime says
/// when a thread goes over from one flow to another, and only then is that field set. Modes of one flow are disposed of in the order opposite to
/// that in which they were entered.
/// </remarks>
public sealed class AsyncMode : IDisposable
{
    private static readonly AsyncLocal<AsyncMode?> flow = new(Switch);

    /// <summary>The flows that this thread will come back to, and what held for each when it was left.</summary>
    [ThreadStatic]
    private static List<(AsyncMode? Flow, Modes Modes)>? left;

    private readonly AsyncMode? outer = flow.Value;
    private readonly Modes modes;

    internal AsyncMode(Modes modes)
    {
        this.modes = modes;
        flow.Value = this;
    }

    /// <summary>Puts the modes back as they were. A second time does nothing.</summary>
    public void Dispose()
    {
        for (var mode = flow.Value; mode is not null; mode = mode.outer)
            if (mode == this)
            {
                flow.Value = outer;
                return;
            }
    }

    /// <summary>
    /// A thread goes over to another flow: because that mode was just entered or left, because it begins or ends a piece of work, or because a task
    /// is run inside another's wait. It must not throw.
    /// </summary>
    private static void Switch(AsyncLocalValueChangedArgs<AsyncMode?> change)
    {
        left ??= [];
        int back = left.FindLastIndex(entry => entry.Flow == change.CurrentValue);
        if (back >= 0)
        {
            Modes.Current = left[back].Modes;
            left.RemoveRange(back, left.Count - back);
        }
        else
        {
            left.Add((change.PreviousValue, Modes.Current));
            Modes.Current = change.CurrentValue?.modes ?? default;
        }
    }
}
