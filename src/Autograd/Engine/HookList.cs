namespace AutoGrad;

/// <summary>Functions to be called, in the order in which they were registered. Safe to change while they are being called, from any
/// thread.</summary>
/// <typeparam name="THook">The delegate.</typeparam>
internal sealed class HookList<THook> where THook : Delegate
{
    private readonly Lock gate = new();
    private Registration[] hooks = [];

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => hooks.Length == 0;

    /// <summary>Those that are registered now.</summary>
    public IEnumerable<THook> Registered => hooks.Select(static registration => registration.Hook);

    /// <summary>Adds one.</summary>
    public HookHandle Add(THook hook)
    {
        ArgumentNullException.ThrowIfNull(hook);
        var added = new Registration(hook);
        lock (gate)
            hooks = [.. hooks, added];
        return new(() => Remove(added));
    }

    private void Remove(Registration registration)
    {
        lock (gate)
            hooks = [.. hooks.Where(other => other != registration)];
    }

    /// <summary>The same function may be registered twice.</summary>
    private sealed class Registration(THook hook)
    {
        public THook Hook => hook;
    }
}
