using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The focal loss of logits and the right classes, mean −(1 − p)²·ln p with p = softmax(x)[t].</summary>
    /// <inheritdoc cref="Focal(Tensor, Tensor, double, Tensor?, int, Reduction, string?, string?)"/>
    public static Tensor Focal(Tensor logits, Tensor target) => Focal(logits, target, 2);

    /// <summary>
    /// The cross-entropies of the softmax of logits and the right classes t, those already well classified scaled down, reduced:
    /// −w[t]·(1 − p)^gamma·ln p with p = softmax(x)[t]. Lin et al., "Focal loss for dense object detection", ICCV 2017. With gamma = 0 it is
    /// <see cref="CrossEntropy(Tensor, Tensor)"/>, but for the mean, which divides by the number of labels that count whatever their weights.
    /// </summary>
    /// <param name="logits">x, [C], [N, C] or [N, C, …].</param>
    /// <param name="target">Labels, whole numbers from 0 to C − 1, of the logits' shape without C.</param>
    /// <param name="gamma">How much what is well classified is scaled down, 0 or more.</param>
    /// <param name="weight">w, [C]: a factor for each class, the paper's α.</param>
    /// <param name="ignoreIndex">A label that does not count; its losses are 0.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="logitsName">What the caller calls the logits, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">The logits are not floating-point, or the labels are not whole numbers.</exception>
    /// <exception cref="IndexException">A label is not the number of a class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">gamma is negative, infinite or not a number.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor Focal(
        Tensor logits,
        Tensor target,
        double gamma = 2,
        Tensor? weight = null,
        int ignoreIndex = -100,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(logits))] string? logitsName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        Require.NonNegative(gamma, nameof(Focal), nameof(gamma));
        var arguments = new LossArguments(nameof(Focal), logitsName, targetName);
        arguments.RequireFloat(logits);
        var labels = arguments.Labels(logits, target, ignoreIndex);
        arguments.RequireClassWeights(weight, logits);
        var entropy = ClassesLast(logits).SoftmaxCrossEntropy(labels.Classes);
        var losses = Focused(-(-entropy).Expm1(), gamma) * entropy; // 1 − p without the cancellation.
        if (weight is not null)
            losses *= labels.Pick(weight);
        losses = labels.Counted(losses);
        return reduction == Reduction.Mean && !labels.AllCount
            ? losses.Sum() / labels.TotalWeight(null, losses.DType)
            : Reduce(losses, reduction);
    }

    /// <summary>The focal loss of logits and probabilities with alpha ¼ and gamma 2, its mean.</summary>
    /// <inheritdoc cref="BinaryFocal(Tensor, Tensor, double?, double, Reduction, string?, string?)"/>
    public static Tensor BinaryFocal(Tensor logits, Tensor target) => BinaryFocal(logits, target, 0.25);

    /// <summary>
    /// The binary cross-entropies of logits, those already well classified scaled down, reduced: −α·(1 − p)^gamma·ln p, where p = σ(x) and α = alpha
    /// for t = 1, and p = 1 − σ(x) and α = 1 − alpha for t = 0. Lin et al., "Focal loss for dense object detection", ICCV 2017, with the defaults of
    /// <c>torchvision.ops.sigmoid_focal_loss</c>.
    /// </summary>
    /// <param name="logits">x, of any shape.</param>
    /// <param name="target">t, labels 0 and 1 or what lies between, of the same shape and dtype.</param>
    /// <param name="alpha">The weight of the positive examples, in [0, 1]; null to weigh none.</param>
    /// <param name="gamma">How much what is well classified is scaled down, 0 or more.</param>
    /// <param name="reduction">What becomes of the losses. The paper divides their sum by the number of positive examples.</param>
    /// <param name="logitsName">What the caller calls the logits, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">alpha lies outside [0, 1], or gamma is negative, infinite or not a number.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor BinaryFocal(
        Tensor logits,
        Tensor target,
        double? alpha = 0.25,
        double gamma = 2,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(logits))] string? logitsName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        if (alpha is { } share && !(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "BinaryFocal: alpha must lie in [0, 1], or be null.");
        Require.NonNegative(gamma, nameof(BinaryFocal), nameof(gamma));
        new LossArguments(nameof(BinaryFocal), logitsName, targetName).RequireAlike(logits, target);
        var miss = (-logits).Sigmoid() * target + logits.Sigmoid() * (1 - target);
        var losses = Focused(miss, gamma) * logits.BinaryCrossEntropyWithLogits(target);
        return Reduce(alpha is { } a ? (a * target + (1 - a) * (1 - target)) * losses : losses, reduction);
    }

    /// <summary>qᵞ, whose derivatives are 0 rather than infinite where q is 0: the loss there is 0 too, and a power of it.</summary>
    private static Tensor Focused(Tensor q, double gamma)
    {
        if (gamma == Math.Floor(gamma))
            return q.Pow(gamma);
        var inside = q.NotEqualTo(0);
        return Tensor.Where(inside, Tensor.Where(inside, q, 1).Pow(gamma), 0);
    }
}
