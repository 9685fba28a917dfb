using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean of errors that are squared up to 1 and absolute beyond, in the form of <c>smooth_l1_loss</c>.</summary>
    /// <inheritdoc cref="SmoothL1(Tensor, Tensor, double, Reduction, string?, string?)"/>
    public static Tensor SmoothL1(Tensor prediction, Tensor target) => SmoothL1(prediction, target, 1);

    /// <summary>
    /// Errors d = prediction − target that are squared where small and absolute where large, reduced: d²/(2·beta) where |d| is less than beta, else
    /// |d| − beta/2. Girshick, "Fast R-CNN", ICCV 2015. With beta = 0 it is <see cref="L1(Tensor, Tensor)"/>.
    /// </summary>
    /// <param name="prediction">Floating-point numbers of any shape.</param>
    /// <param name="target">Of the same shape and dtype.</param>
    /// <param name="beta">Where the two meet, 0 or more.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="predictionName">What the caller calls the prediction, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">beta is negative, infinite or not a number.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor SmoothL1(
        Tensor prediction,
        Tensor target,
        double beta = 1,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        Require.NonNegative(beta, nameof(SmoothL1), nameof(beta));
        new LossArguments(nameof(SmoothL1), predictionName, targetName).RequireAlike(prediction, target);
        var difference = prediction - target;
        return Reduce(beta == 0 ? difference.Abs() : SquaredThenLinear(difference, beta) * (1 / beta), reduction);
    }

    /// <summary>The mean of errors that are squared up to 1 and linear beyond.</summary>
    /// <inheritdoc cref="Huber(Tensor, Tensor, double, Reduction, string?, string?)"/>
    public static Tensor Huber(Tensor prediction, Tensor target) => Huber(prediction, target, 1);

    /// <summary>
    /// Errors d = prediction − target that are squared where small and linear where large, reduced: d²/2 where |d| is up to delta, else
    /// delta·(|d| − delta/2). Huber, 1964.
    /// </summary>
    /// <param name="prediction">Floating-point numbers of any shape.</param>
    /// <param name="target">Of the same shape and dtype.</param>
    /// <param name="delta">Where the two meet, more than 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="predictionName">What the caller calls the prediction, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">delta is not positive, infinite or not a number.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor Huber(
        Tensor prediction,
        Tensor target,
        double delta = 1,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        Require.Positive(delta, nameof(Huber), nameof(delta));
        new LossArguments(nameof(Huber), predictionName, targetName).RequireAlike(prediction, target);
        return Reduce(SquaredThenLinear(prediction - target, delta), reduction);
    }

    /// <summary>d²/2, or delta·(|d| − delta/2) beyond ±delta: c·(d − c/2) with c = d held within ±delta is both.</summary>
    private static Tensor SquaredThenLinear(Tensor d, double delta)
    {
        var held = d.Clamp(-delta, delta);
        return held * (d - 0.5 * held);
    }
}
