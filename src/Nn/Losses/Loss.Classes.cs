using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The cross-entropy of the softmax of logits and the right classes, mean −ln softmax(x)[t].</summary>
    /// <inheritdoc cref="CrossEntropy(Tensor, Tensor, Tensor?, double, int, Reduction, string?, string?)"/>
    public static Tensor CrossEntropy(Tensor logits, Tensor target) => CrossEntropy(logits, target, null);

    /// <summary>
    /// The cross-entropies of the softmax of logits and the right classes, reduced. With labels t: −w[t]·ln softmax(x)[t], and the mean divides by
    /// the sum of the weights w[t] of the labels that count. With probabilities t: −Σ w[c]·t[c]·ln softmax(x)[c], and the mean divides by the number
    /// of examples. Smoothing ε takes (1 − ε)·t + ε/C for t.
    /// </summary>
    /// <param name="logits">x, [C], [N, C] or [N, C, …].</param>
    /// <param name="target">Labels, whole numbers from 0 to C − 1, of the logits' shape without C; or probabilities of the logits' shape and
    /// dtype.</param>
    /// <param name="weight">w, [C]: a factor for each class.</param>
    /// <param name="labelSmoothing">ε in [0, 1].</param>
    /// <param name="ignoreIndex">A label that does not count; its losses are 0. The mean of ignored labels alone is NaN, as in PyTorch.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="logitsName">What the caller calls the logits, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">The logits are not floating-point, or a dtype does not fit.</exception>
    /// <exception cref="IndexException">A label is not the number of a class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The smoothing lies outside [0, 1].</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor CrossEntropy(
        Tensor logits,
        Tensor target,
        Tensor? weight = null,
        double labelSmoothing = 0,
        int ignoreIndex = -100,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(logits))] string? logitsName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var arguments = new LossArguments(nameof(CrossEntropy), logitsName, targetName);
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), labelSmoothing, "CrossEntropy: label smoothing is a probability and must lie in [0, 1].");
        arguments.RequireFloat(logits);
        ArgumentNullException.ThrowIfNull(target);
        if (target.DType.IsFloatingPoint)
        {
            arguments.RequireAlike(logits, target, " For labels, give whole numbers (Int64).");
            arguments.RequireClassWeights(weight, logits);
            return OfProbabilities(ClassesLast(logits), ClassesLast(target), weight, labelSmoothing, reduction);
        }
        var labels = arguments.Labels(logits, target, ignoreIndex);
        arguments.RequireClassWeights(weight, logits);
        var x = ClassesLast(logits);
        if (labelSmoothing == 0)
            return Weighted(x.SoftmaxCrossEntropy(labels.Classes), labels, weight, reduction);

        // The smoothed part of a label's loss is that of an even distribution over the classes, each with its own weight.
        var logProbability = x.LogSoftmax();
        int classes = x.Shape[^1];
        var sharp = Picked(logProbability, labels.Classes);
        if (weight is not null)
            sharp *= labels.Pick(weight);
        var even = -(weight is null ? logProbability : logProbability * weight).Sum(-1);
        var losses = labels.Counted((1 - labelSmoothing) * sharp + labelSmoothing / classes * even);
        return reduction == Reduction.Mean ? losses.Sum() / labels.TotalWeight(weight, x.DType) : Reduce(losses, reduction);
    }

    /// <summary>The negative log-likelihood of labels, mean −x[t].</summary>
    /// <inheritdoc cref="Nll(Tensor, Tensor, Tensor?, int, Reduction, string?, string?)"/>
    public static Tensor Nll(Tensor logProbability, Tensor target) => Nll(logProbability, target, null);

    /// <summary>
    /// The negative log-likelihoods of labels t, −w[t]·x[t], reduced; the mean divides by the sum of the weights w[t] of the labels that count.
    /// CrossEntropy is this of x.LogSoftmax(1).
    /// </summary>
    /// <param name="logProbability">x, [C], [N, C] or [N, C, …].</param>
    /// <param name="target">Labels, whole numbers from 0 to C − 1, of x's shape without C.</param>
    /// <param name="weight">w, [C]: a factor for each class.</param>
    /// <param name="ignoreIndex">A label that does not count; its losses are 0. The mean of ignored labels alone is NaN, as in PyTorch.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="logProbabilityName">What the caller calls x, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">x is not floating-point, or the labels are not whole numbers.</exception>
    /// <exception cref="IndexException">A label is not the number of a class.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor Nll(
        Tensor logProbability,
        Tensor target,
        Tensor? weight = null,
        int ignoreIndex = -100,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(logProbability))] string? logProbabilityName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var arguments = new LossArguments(nameof(Nll), logProbabilityName, targetName);
        arguments.RequireFloat(logProbability);
        var labels = arguments.Labels(logProbability, target, ignoreIndex);
        arguments.RequireClassWeights(weight, logProbability);
        return Weighted(Picked(ClassesLast(logProbability), labels.Classes), labels, weight, reduction);
    }

    private static Tensor OfProbabilities(Tensor logits, Tensor target, Tensor? weight, double smoothing, Reduction reduction)
    {
        if (smoothing > 0)
            target = (1 - smoothing) * target + smoothing / logits.Shape[^1];
        var terms = target * logits.LogSoftmax();
        return Reduce(-(weight is null ? terms : terms * weight).Sum(-1), reduction);
    }

    private static Tensor Weighted(Tensor losses, Labels labels, Tensor? weight, Reduction reduction)
    {
        if (weight is null && labels.AllCount)
            return Reduce(losses, reduction);
        if (weight is not null)
            losses *= labels.Pick(weight);
        losses = labels.Counted(losses);
        return reduction == Reduction.Mean ? losses.Sum() / labels.TotalWeight(weight, losses.DType) : Reduce(losses, reduction);
    }

    /// <summary>−x[…, t].</summary>
    private static Tensor Picked(Tensor x, Tensor labels) => -x.Gather(-1, labels.Unsqueeze(-1)).Squeeze(-1);

    private static Tensor ClassesLast(Tensor x) =>
        x.Rank <= 2 ? x : x.Permute(new int[] { 0 }.Concat(Enumerable.Range(2, x.Rank - 2)).Append(1).ToArray());
}
