namespace AutoGrad;

/// <summary>
/// How a gradient check is made. A derivative a agrees with the difference quotient n where |a − n| ≤ <see cref="AbsoluteTolerance"/> +
/// <see cref="RelativeTolerance"/>·|n| + 4ε|f|/h; the last term is what rounding alone does to the quotient.
/// </summary>
public sealed record GradCheckOptions
{
    /// <summary>The step is h = Epsilon · max(1, |x|). Left null it is 1e-6, or 4e-3 where Float32 takes part.</summary>
    public double? Epsilon { get; init; }

    /// <summary>How far apart the two derivatives may lie. Left null it is 1e-6, or 1e-2 where Float32 takes part.</summary>
    public double? AbsoluteTolerance { get; init; }

    /// <summary>
    /// How far apart they may lie beside that, as a part of the numeric one. Left null it is 1e-5, or 1e-2 where Float32 takes part.
    /// </summary>
    public double? RelativeTolerance { get; init; }

    /// <summary>Whether the gradient x, u ↦ Jᵀu is itself checked as a function of x and u, u being pseudo-random and fixed.</summary>
    public bool SecondOrder { get; init; }

    /// <summary>
    /// Whether the forward-mode derivative J v is checked, against differences and by ⟨u, J v⟩ = ⟨Jᵀu, v⟩ against the backward pass.
    /// </summary>
    public bool ForwardMode { get; init; }

    /// <summary>Whether Float32 is let in. Its differences show some three digits at best, so only coarse mistakes are found.</summary>
    public bool AllowFloat32 { get; init; }

    /// <summary>First and second order and forward mode: what <see cref="GradCheck.CheckOp(Op)"/> does.</summary>
    public static GradCheckOptions Thorough { get; } = new() { SecondOrder = true, ForwardMode = true };
}
