using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

/// <summary>
/// How far predictions are from what they should be, with PyTorch's meanings throughout. Losses never broadcast: shapes that differ are a mistake
/// more often than not, and the error says how to mend it. Those of two tensors also exist with these arguments alone, for use as a function:
/// <c>Func&lt;Tensor, Tensor, Tensor&gt; loss = Loss.CrossEntropy;</c>.
/// </summary>
public static partial class Loss
{
    /// <summary>The mean squared error, mean (prediction − target)².</summary>
    /// <inheritdoc cref="Mse(Tensor, Tensor, Reduction, string?, string?)"/>
    public static Tensor Mse(Tensor prediction, Tensor target) => Mse(prediction, target, Reduction.Mean);

    /// <summary>The squared errors, (prediction − target)², reduced.</summary>
    /// <param name="prediction">Floating-point numbers of any shape.</param>
    /// <param name="target">Of the same shape and dtype.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="predictionName">What the caller calls the prediction, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor Mse(
        Tensor prediction,
        Tensor target,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        new LossArguments(nameof(Mse), predictionName, targetName).RequireAlike(prediction, target);
        return Reduce((prediction - target).Square(), reduction);
    }

    /// <summary>The mean absolute error, mean |prediction − target|.</summary>
    /// <inheritdoc cref="Mse(Tensor, Tensor, Reduction, string?, string?)"/>
    public static Tensor L1(Tensor prediction, Tensor target) => L1(prediction, target, Reduction.Mean);

    /// <summary>The absolute errors, |prediction − target|, reduced.</summary>
    /// <inheritdoc cref="Mse(Tensor, Tensor, Reduction, string?, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor L1(
        Tensor prediction,
        Tensor target,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        new LossArguments(nameof(L1), predictionName, targetName).RequireAlike(prediction, target);
        return Reduce((prediction - target).Abs(), reduction);
    }

    private static Tensor Reduce(Tensor losses, Reduction reduction) => reduction switch
    {
        Reduction.Mean => losses.Mean(),
        Reduction.Sum => losses.Sum(),
        Reduction.None => losses,
        Reduction.BatchMean => throw new ArgumentOutOfRangeException(
            nameof(reduction), reduction, "Only KlDivergence takes the mean over the batch; use Reduction.Mean, or divide the sum."),
        _ => throw new ArgumentOutOfRangeException(nameof(reduction), reduction, "There is no such reduction."),
    };
}
