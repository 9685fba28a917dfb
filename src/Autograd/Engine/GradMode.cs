namespace AutoGrad;

/// <summary>Recording switched on or off on this thread until disposed, and then as it was before.</summary>
public readonly ref struct GradMode : IDisposable
{
    [ThreadStatic]
    private static bool off;

    private readonly bool before;

    internal GradMode(bool recording)
    {
        before = off;
        off = !recording;
    }

    internal static bool IsRecording => !off;

    /// <summary>Puts recording back as it was.</summary>
    public void Dispose() => off = before;
}
