namespace AutoGrad;

/// <summary>Anomaly detection on this thread until disposed, and then as it was before.</summary>
public readonly ref struct AnomalyMode : IDisposable
{
    private readonly Modes before;

    internal AnomalyMode(AnomalyDetection detection)
    {
        before = Modes.Current;
        Modes.Current = before.With(detection);
    }

    /// <summary>Puts everything back as it was.</summary>
    public void Dispose() => Modes.Current = before;
}
