using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The binary cross-entropy of probabilities, mean −(t·ln p + (1 − t)·ln(1 − p)).</summary>
    /// <inheritdoc cref="BinaryCrossEntropy(Tensor, Tensor, Tensor?, Reduction, string?, string?)"/>
    public static Tensor BinaryCrossEntropy(Tensor probability, Tensor target) => BinaryCrossEntropy(probability, target, null);

    /// <summary>
    /// The binary cross-entropies of probabilities, −(t·ln p + (1 − t)·ln(1 − p)), reduced. As in PyTorch the logarithms go down to −100 and no
    /// further; where they are held there, no gradient flows. <see cref="BinaryCrossEntropyWithLogits(Tensor, Tensor)"/> is the accurate form.
    /// </summary>
    /// <param name="probability">p in [0, 1], of any shape.</param>
    /// <param name="target">t in [0, 1], of the same shape and dtype.</param>
    /// <param name="weight">Factors of the losses, broadcast to their shape.</param>
    /// <param name="reduction">What becomes of the losses; the mean divides by their number.</param>
    /// <param name="probabilityName">What the caller calls the probability, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty, or the weight does not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability lies outside [0, 1], or is not a number.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor BinaryCrossEntropy(
        Tensor probability,
        Tensor target,
        Tensor? weight = null,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(probability))] string? probabilityName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var arguments = new LossArguments(nameof(BinaryCrossEntropy), probabilityName, targetName);
        arguments.RequireAlike(probability, target);
        arguments.RequireProbabilities(probability);
        arguments.RequireBroadcast(weight, nameof(weight), probability);
        var losses = -(target * BoundedLog(probability) + (1 - target) * BoundedLog(1 - probability));
        return Reduce(weight is null ? losses : losses * weight, reduction);
    }

    /// <summary>The binary cross-entropy of logits, mean −(t·ln σ(x) + (1 − t)·ln(1 − σ(x))).</summary>
    /// <inheritdoc cref="BinaryCrossEntropyWithLogits(Tensor, Tensor, Tensor?, Tensor?, Reduction, string?, string?)"/>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor logits, Tensor target) => BinaryCrossEntropyWithLogits(logits, target, null);

    /// <summary>
    /// The binary cross-entropies of logits, −(posWeight·t·ln σ(x) + (1 − t)·ln(1 − σ(x))), reduced; accurate for logits of any size.
    /// </summary>
    /// <param name="logits">x, of any shape.</param>
    /// <param name="target">t in [0, 1], of the same shape and dtype.</param>
    /// <param name="weight">Factors of the losses, broadcast to their shape.</param>
    /// <param name="posWeight">Factors of the positive part, broadcast likewise: above 1 for classes that are rare.</param>
    /// <param name="reduction">What becomes of the losses; the mean divides by their number.</param>
    /// <param name="logitsName">What the caller calls the logits, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty, or a weight does not broadcast.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor BinaryCrossEntropyWithLogits(
        Tensor logits,
        Tensor target,
        Tensor? weight = null,
        Tensor? posWeight = null,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(logits))] string? logitsName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var arguments = new LossArguments(nameof(BinaryCrossEntropyWithLogits), logitsName, targetName);
        arguments.RequireAlike(logits, target);
        arguments.RequireBroadcast(weight, nameof(weight), logits);
        arguments.RequireBroadcast(posWeight, nameof(posWeight), logits);
        var losses = posWeight is null
            ? logits.BinaryCrossEntropyWithLogits(target)
            : posWeight * target * (-logits).Softplus() + (1 - target) * logits.Softplus();
        return Reduce(weight is null ? losses : losses * weight, reduction);
    }

    /// <summary>ln x, or −100 where that is greater or x is too small for its inverse to be finite.</summary>
    private static Tensor BoundedLog(Tensor x)
    {
        double smallest = x.DType == DType.Float32 ? 1.17549435e-38 : Math.Exp(-100);
        var inside = x.Detach() >= smallest;
        return Tensor.Where(inside, Tensor.Where(inside, x, 1).Log(), -100);
    }
}
