namespace AutoGrad;

/// <summary>What becomes of operations. From <see cref="On"/> upwards they are recorded.</summary>
internal enum Recording : sbyte
{
    /// <summary>They are not recorded, and what would have been can never be part of a graph.</summary>
    Inference = -2,

    /// <summary>They are not recorded.</summary>
    Off = -1,

    /// <summary>They are recorded.</summary>
    On = 0,

    /// <summary>They are recorded, and an <see cref="AnomalyDetection"/> is told.</summary>
    Watched = 1,
}
