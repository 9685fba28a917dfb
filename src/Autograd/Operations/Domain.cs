namespace AutoGrad;

/// <summary>Where an elementwise operation is defined and differentiable, from which gradient checks draw their values.</summary>
/// <param name="Low">The least value to draw.</param>
/// <param name="High">The greatest value to draw.</param>
/// <param name="Kinks">Points without a derivative; no value is drawn near one.</param>
public sealed record Domain(double Low, double High, params double[] Kinks)
{
    /// <summary>From −3 to 3: every number will do, and these are large enough to tell functions apart.</summary>
    public static Domain Reals { get; } = new(-3, 3);

    /// <summary>From 0.2 to 3.</summary>
    public static Domain Positive { get; } = new(0.2, 3);

    /// <summary>From −3 to 3, away from 0.</summary>
    public static Domain NonZero { get; } = new(-3, 3, 0);
}
