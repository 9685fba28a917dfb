namespace AutoGrad;

/// <summary>
/// Recording switched on or off on this thread until disposed, and then as it was before. It does not follow an <c>await</c>, which the compiler
/// makes sure of; <see cref="AsyncMode"/> does.
/// </summary>
public readonly ref struct GradMode : IDisposable
{
    [ThreadStatic]
    private static Recording current; // Every operation reads this, so all modes meet in it.

    private readonly Recording before;

    internal GradMode(bool recording)
    {
        before = current;
        current = recording ? Modes.WhileRecording : Modes.WithoutRecording(before);
    }

    internal GradMode(Recording mode) => (before, current) = (current, mode);

    /// <summary>What becomes of operations on this thread.</summary>
    internal static Recording Current
    {
        get => current;
        set => current = value;
    }

    /// <summary>Puts recording back as it was.</summary>
    public void Dispose() => current = before;
}
