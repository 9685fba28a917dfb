namespace AutoGrad;

/// <summary>A registered hook; disposing the handle removes it. A handle that is let go of leaves the hook where it is.</summary>
public sealed class HookHandle : IDisposable
{
    private Action? remove;

    internal HookHandle(Action remove) => this.remove = remove;

    /// <summary>Whether the hook is still registered.</summary>
    public bool IsRegistered => Volatile.Read(ref remove) is not null;

    /// <summary>Removes the hook. Doing so again does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref remove, null)?.Invoke();
}
