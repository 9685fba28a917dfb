namespace AutoGrad;

/// <summary>All modes that hold at a place in a program.</summary>
/// <param name="Recording">What becomes of operations.</param>
/// <param name="Detection">Who looks out for NaN; null for nobody.</param>
internal readonly record struct Modes(Recording Recording, AnomalyDetection? Detection)
{
    /// <summary>Those of this thread.</summary>
    public static Modes Current
    {
        get => new(GradMode.Current, AnomalyDetection.Current);
        set => (GradMode.Current, AnomalyDetection.Current) = value;
    }

    /// <summary>What recording operations means on this thread.</summary>
    public static Recording WhileRecording => AnomalyDetection.Current is null ? Recording.On : Recording.Watched;

    /// <summary>What not recording them means: inference mode stays what it is.</summary>
    public static Recording WithoutRecording(Recording before) => before < Recording.Off ? before : Recording.Off;

    /// <summary>The same where operations are recorded, or not.</summary>
    public Modes With(bool recording) => this with
    {
        Recording = !recording ? WithoutRecording(Recording) : Detection is null ? Recording.On : Recording.Watched,
    };

    /// <summary>The same with somebody who looks out for NaN.</summary>
    public Modes With(AnomalyDetection detection) => new(Recording == Recording.On ? Recording.Watched : Recording, detection);
}
