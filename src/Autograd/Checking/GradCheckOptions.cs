namespace AutoGrad;

/// <summary>
/// How a gradient check is made. A derivative a agrees with the difference quotient n where |a − n| ≤ <see cref="AbsoluteTolerance"/> +
/// <see cref="RelativeTolerance"/>·|n| + 4ε|f|/h; the last term is what rounding alone does to the quotient. At a kink, a derivative
/// between the slopes on either side counts as agreeing, with a warning.
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

    /// <summary>
    /// How far apart two evaluations at the same point may lie, and two backward passes: functions that add in an order of their own are not
    /// repeated to the last bit. 0 unless set, which asks for the same bits.
    /// </summary>
    public double NondeterminismTolerance { get; init; }

    /// <summary>
    /// Whether random projections are compared, uᵀJv, instead of whole Jacobians: one backward pass, and two evaluations per input, whatever the
    /// sizes. Where they disagree, the worst element is found by halving. A mistake that cancels in one draw of u and v is unlikely to, yet possible.
    /// </summary>
    public bool Fast { get; init; }

    /// <summary>Whether the gradient x, u ↦ Jᵀu is itself checked as a function of x and u, u being pseudo-random and fixed.</summary>
    public bool SecondOrder { get; init; }

    /// <summary>
    /// Whether the forward-mode derivative J v is checked, against differences and by ⟨u, J v⟩ = ⟨Jᵀu, v⟩ against the backward pass.
    /// </summary>
    public bool ForwardMode { get; init; }

    /// <summary>
    /// Whether the backward pass is given gradients that are transposed, sliced and expanded, and must not notice. True unless set.
    /// </summary>
    public bool StridedGradients { get; init; } = true;

    /// <summary>
    /// Whether a gradient of zeros must pass back as zeros, and, where there are several results, one without a gradient must count as one whose
    /// gradient is zero. True unless set.
    /// </summary>
    public bool UndefinedGradients { get; init; } = true;

    /// <summary>
    /// Whether several gradients that are passed back through one graph must give what each gives through a graph of its own, and their sum what
    /// theirs sum to; one after another, and all at once by <see cref="Autodiff.VMap(Func{Tensor, Tensor}, int, int, int?)"/> over the backward
    /// pass, which checks the batching rules of the operations in it. The latter is left out where a rule reads values.
    /// </summary>
    public bool BatchedGradients { get; init; }

    /// <summary>Whether Float32 is let in. Its differences show some three digits at best, so only coarse mistakes are found.</summary>
    public bool AllowFloat32 { get; init; }

    /// <summary>
    /// First and second order, forward mode, and gradients of every kind: what <see cref="GradCheck.CheckOp(Op)"/> does.
    /// </summary>
    public static GradCheckOptions Thorough { get; } = new() { SecondOrder = true, ForwardMode = true, BatchedGradients = true };
}
