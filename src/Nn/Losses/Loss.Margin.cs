using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>The mean of x where t is 1, and of max(0, 1 − x) where it is −1.</summary>
    /// <inheritdoc cref="HingeEmbedding(Tensor, Tensor, double, Reduction, string?, string?)"/>
    public static Tensor HingeEmbedding(Tensor prediction, Tensor target) => HingeEmbedding(prediction, target, 1);

    /// <summary>Distances x to be small where t is 1 and beyond the margin where it is −1, reduced: x, or max(0, margin − x).</summary>
    /// <param name="prediction">x, floating-point numbers of any shape.</param>
    /// <param name="target">t, 1 or −1, of the same shape; of the same dtype, or whole numbers.</param>
    /// <param name="margin">The margin.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="predictionName">What the caller calls the prediction, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 1 nor −1, or the margin is not finite.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor HingeEmbedding(
        Tensor prediction,
        Tensor target,
        double margin = 1,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        Require.Finite(margin, nameof(HingeEmbedding), nameof(margin));
        ArgumentNullException.ThrowIfNull(prediction);
        var signs = new LossArguments(nameof(HingeEmbedding), predictionName, targetName).Signs(prediction, target, prediction.Shape);
        return Reduce(Tensor.Where(signs > 0, prediction, (margin - prediction).Clamp(min: 0)), reduction);
    }

    /// <summary>The logistic loss, mean ln(1 + e^(−t·x)).</summary>
    /// <inheritdoc cref="SoftMargin(Tensor, Tensor, Reduction, string?, string?)"/>
    public static Tensor SoftMargin(Tensor prediction, Tensor target) => SoftMargin(prediction, target, Reduction.Mean);

    /// <summary>The logistic losses ln(1 + e^(−t·x)), reduced; accurate for numbers of any size.</summary>
    /// <inheritdoc cref="HingeEmbedding(Tensor, Tensor, double, Reduction, string?, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Tensor SoftMargin(
        Tensor prediction,
        Tensor target,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(prediction))] string? predictionName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        var signs = new LossArguments(nameof(SoftMargin), predictionName, targetName).Signs(prediction, target, prediction.Shape);
        return Reduce((-signs * prediction).Softplus(), reduction);
    }

    /// <summary>How far pairs are from being in the right order, reduced: max(0, −t·(first − second) + margin).</summary>
    /// <param name="first">Floating-point numbers of any shape.</param>
    /// <param name="second">Of the same shape and dtype.</param>
    /// <param name="target">1 where the first shall be the greater, −1 where the second; of the same shape, and dtype or whole numbers.</param>
    /// <param name="margin">By how much it shall be.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="firstName">What the caller calls the first, for errors.</param>
    /// <param name="secondName">What the caller calls the second, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 1 nor −1, or the margin is not finite.</exception>
    public static Tensor MarginRanking(
        Tensor first,
        Tensor second,
        Tensor target,
        double margin = 0,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(first))] string? firstName = null,
        [CallerArgumentExpression(nameof(second))] string? secondName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        Require.Finite(margin, nameof(MarginRanking), nameof(margin));
        new LossArguments(nameof(MarginRanking), firstName, secondName).RequireAlike(first, second);
        var signs = new LossArguments(nameof(MarginRanking), firstName, targetName).Signs(first, target, first.Shape);
        return Reduce((margin - signs * (first - second)).Clamp(min: 0), reduction);
    }

    /// <summary>The mean over the classes i and the examples of max(0, 1 − x[t] + x[i]), i ≠ t.</summary>
    /// <inheritdoc cref="MultiMargin(Tensor, Tensor, int, double, Tensor?, Reduction, string?, string?)"/>
    public static Tensor MultiMargin(Tensor scores, Tensor target) => MultiMargin(scores, target, 1);

    /// <summary>
    /// How far the right classes t are from being ahead of the others by a margin, reduced: Σ w[t]·max(0, margin − x[t] + x[i])ᵖ / C over the classes
    /// i ≠ t. Crammer and Singer, 2001. The mean divides by the number of examples.
    /// </summary>
    /// <param name="scores">x, [N, C] or [C].</param>
    /// <param name="target">Labels, whole numbers from 0 to C − 1, [N] or a scalar.</param>
    /// <param name="p">1 or 2.</param>
    /// <param name="margin">The margin.</param>
    /// <param name="weight">w, [C]: a factor for each class.</param>
    /// <param name="reduction">What becomes of the losses, of which there is one for each example.</param>
    /// <param name="scoresName">What the caller calls the scores, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">The scores are not floating-point, or the labels are not whole numbers.</exception>
    /// <exception cref="IndexException">A label is not the number of a class.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is neither 1 nor 2, or the margin is not finite.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor MultiMargin(
        Tensor scores,
        Tensor target,
        int p = 1,
        double margin = 1,
        Tensor? weight = null,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(scores))] string? scoresName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        if (p is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(p), p, $"MultiMargin: p is {p}; it must be 1 or 2.");
        Require.Finite(margin, nameof(MultiMargin), nameof(margin));
        var arguments = new LossArguments(nameof(MultiMargin), scoresName, targetName);
        arguments.RequireFloat(scores);
        arguments.RequireRows(scores);
        var labels = arguments.Labels(scores, target);
        arguments.RequireClassWeights(weight, scores);
        var right = labels.Classes.Unsqueeze(-1);
        var behind = (margin - scores.Gather(-1, right) + scores).Relu();
        var others = Tensor.Arange(scores.Shape[^1]).NotEqualTo(right);
        var losses = Tensor.Where(others, p == 1 ? behind : behind.Square(), 0).Mean(-1);
        return Reduce(weight is null ? losses : losses * labels.Pick(weight), reduction);
    }

    /// <summary>The mean over the examples of how far right classes are from being ahead of all others by 1.</summary>
    /// <inheritdoc cref="MultiLabelMargin(Tensor, Tensor, Reduction, string?, string?)"/>
    public static Tensor MultiLabelMargin(Tensor scores, Tensor target) => MultiLabelMargin(scores, target, Reduction.Mean);

    /// <summary>
    /// How far the right classes of each example, of which there may be several, are from being ahead of all others by 1, reduced:
    /// Σ max(0, 1 − x[t] + x[i]) / C over the right classes t and the others i.
    /// </summary>
    /// <param name="scores">x, [N, C] or [C].</param>
    /// <param name="target">Of the same shape: the labels of the right classes from 0 to C − 1, ended by −1; what stands after that does not
    /// count.</param>
    /// <param name="reduction">What becomes of the losses, of which there is one for each example.</param>
    /// <param name="scoresName">What the caller calls the scores, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The scores are not floating-point, or the labels are not whole numbers.</exception>
    /// <exception cref="IndexException">A label is neither the number of a class nor −1.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor MultiLabelMargin(
        Tensor scores,
        Tensor target,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(scores))] string? scoresName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var arguments = new LossArguments(nameof(MultiLabelMargin), scoresName, targetName);
        arguments.RequireFloat(scores);
        arguments.RequireRows(scores);
        var labels = arguments.LabelLists(scores, target);
        var counts = labels.EqualTo(-1).Cumsum(-1).EqualTo(0);
        labels = Tensor.Where(counts, labels, 0);
        var right = Tensor.Zeros(scores.Shape, DType.Int64).ScatterAdd(-1, labels, counts.To(DType.Int64)) > 0;
        // [..., t, i]: each right class against each of the others.
        var behind = (1 - scores.Gather(-1, labels).Unsqueeze(-1) + scores.Unsqueeze(-2)).Relu();
        var losses = Tensor.Where(counts.Unsqueeze(-1) & !right.Unsqueeze(-2), behind, 0).Sum([-2, -1]) * (1.0 / scores.Shape[^1]);
        return Reduce(losses, reduction);
    }

    /// <summary>The binary cross-entropy of logits, its mean over all classes and examples.</summary>
    /// <inheritdoc cref="MultiLabelSoftMargin(Tensor, Tensor, Tensor?, Reduction, string?, string?)"/>
    public static Tensor MultiLabelSoftMargin(Tensor logits, Tensor target) => MultiLabelSoftMargin(logits, target, null);

    /// <summary>
    /// The binary cross-entropies of logits, −w·(t·ln σ(x) + (1 − t)·ln(1 − σ(x))), their mean over the classes for each example, reduced.
    /// </summary>
    /// <param name="logits">x, [..., C].</param>
    /// <param name="target">t in [0, 1], of the same shape and dtype.</param>
    /// <param name="weight">w, [C]: a factor for each class.</param>
    /// <param name="reduction">What becomes of the losses, of which there is one for each example.</param>
    /// <param name="logitsName">What the caller calls the logits, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty, or the weight does not fit.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    [OverloadResolutionPriority(1)]
    public static Tensor MultiLabelSoftMargin(
        Tensor logits,
        Tensor target,
        Tensor? weight = null,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(logits))] string? logitsName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var arguments = new LossArguments(nameof(MultiLabelSoftMargin), logitsName, targetName);
        arguments.RequireAlike(logits, target);
        if (logits.Rank == 0)
            arguments.RequireRows(logits);
        arguments.RequireBroadcast(weight, nameof(weight), logits);
        var losses = logits.BinaryCrossEntropyWithLogits(target);
        return Reduce((weight is null ? losses : losses * weight).Mean(-1), reduction);
    }
}
