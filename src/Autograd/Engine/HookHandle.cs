namespace AutoGrad;

/// <summary>A registered hook; disposing the handle removes it. A handle that is let go of leaves the hook where it is.</summary>
public sealed class HookHandle : IDisposable
{
    private Action? remove;

    /// <summary>A handle for a hook that was registered just now.</summary>
    /// <param name="remove">Removes it; called once at the most.</param>
    public HookHandle(Action remove)
    {
        ArgumentNullException.ThrowIfNull(remove);
        this.remove = remove;
    }

    /// <summary>Whether the hook is still registered.</summary>
    public bool IsRegistered => Volatile.Read(ref remove) is not null;

    /// <summary>Removes the hook. Doing so again does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref remove, null)?.Invoke();
}
