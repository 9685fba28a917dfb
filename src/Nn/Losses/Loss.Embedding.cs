using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    private const double SmallestSquare = 1e-12;

    /// <summary>
    /// Vectors to point the same way where t is 1, and apart where it is −1, reduced: 1 − cos(a, b), or max(0, cos(a, b) − margin). As in PyTorch
    /// 1e-12 is added to the squares of their lengths.
    /// </summary>
    /// <param name="first">a, [N, D] or [D].</param>
    /// <param name="second">b, of the same shape and dtype.</param>
    /// <param name="target">t, 1 or −1, [N] or a scalar; of the same dtype, or whole numbers.</param>
    /// <param name="margin">The cosine that is apart enough, from −1 to 1.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="firstName">What the caller calls a, for errors.</param>
    /// <param name="secondName">What the caller calls b, for errors.</param>
    /// <param name="targetName">What the caller calls the target, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 1 nor −1, or the margin lies outside [−1, 1].</exception>
    public static Tensor CosineEmbedding(
        Tensor first,
        Tensor second,
        Tensor target,
        double margin = 0,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(first))] string? firstName = null,
        [CallerArgumentExpression(nameof(second))] string? secondName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        if (!(margin >= -1 && margin <= 1))
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "CosineEmbedding: the margin is a cosine and must lie in [-1, 1].");
        var arguments = new LossArguments(nameof(CosineEmbedding), firstName, secondName);
        arguments.RequireAlike(first, second);
        arguments.RequireRows(first, "D", "the size of the vectors");
        var signs = new LossArguments(nameof(CosineEmbedding), firstName, targetName).Signs(first, target, first.Shape.AsSpan()[..^1].ToArray());
        var lengths = ((first.Square().Sum(-1) + SmallestSquare) * (second.Square().Sum(-1) + SmallestSquare)).Sqrt();
        var cosine = (first * second).Sum(-1) / lengths;
        return Reduce(Tensor.Where(signs > 0, 1 - cosine, (cosine - margin).Clamp(min: 0)), reduction);
    }

    /// <summary>
    /// Anchors to be nearer to the positive than to the negative examples by a margin, reduced: max(0, d(a, p) − d(a, n) + margin), d being the
    /// distance in the p-norm along the last axis. Schroff, Kalenichenko and Philbin, "FaceNet", CVPR 2015; swap by Balntas et al., BMVC 2016.
    /// </summary>
    /// <param name="anchor">a, [N, D] or [D].</param>
    /// <param name="positive">Like the anchors, of the same shape and dtype.</param>
    /// <param name="negative">Unlike them, of the same shape and dtype.</param>
    /// <param name="margin">By how much nearer.</param>
    /// <param name="p">The norm's exponent.</param>
    /// <param name="epsilon">What is added to the differences, so that equal vectors have a gradient.</param>
    /// <param name="swap">Whether the distance from the positive to the negative counts where it is the smaller one.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="anchorName">What the caller calls the anchors, for errors.</param>
    /// <param name="positiveName">What the caller calls the positive examples, for errors.</param>
    /// <param name="negativeName">What the caller calls the negative examples, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not finite, or p is negative.</exception>
    public static Tensor TripletMargin(
        Tensor anchor,
        Tensor positive,
        Tensor negative,
        double margin = 1,
        double p = 2,
        double epsilon = 1e-6,
        bool swap = false,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(anchor))] string? anchorName = null,
        [CallerArgumentExpression(nameof(positive))] string? positiveName = null,
        [CallerArgumentExpression(nameof(negative))] string? negativeName = null) => TripletMargin(
            anchor, positive, negative, (x, y) => x.PairwiseDistance(y, p, epsilon), margin, swap, reduction, anchorName, positiveName, negativeName);

    /// <summary>
    /// Anchors to be nearer to the positive than to the negative examples by a margin, reduced: max(0, d(a, p) − d(a, n) + margin), d being a
    /// distance of one's own, as <c>triplet_margin_with_distance_loss</c> has it.
    /// </summary>
    /// <param name="anchor">a, [N, D] or [D].</param>
    /// <param name="positive">Like the anchors, of the same shape and dtype.</param>
    /// <param name="negative">Unlike them, of the same shape and dtype.</param>
    /// <param name="distance">d: of two such tensors, the distances [N] or a scalar.</param>
    /// <param name="margin">By how much nearer.</param>
    /// <param name="swap">Whether the distance from the positive to the negative counts where it is the smaller one.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="anchorName">What the caller calls the anchors, for errors.</param>
    /// <param name="positiveName">What the caller calls the positive examples, for errors.</param>
    /// <param name="negativeName">What the caller calls the negative examples, for errors.</param>
    /// <exception cref="ShapeException">The shapes differ, or are empty.</exception>
    /// <exception cref="DTypeException">The dtypes differ, or are not floating-point.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The margin is not finite.</exception>
    public static Tensor TripletMargin(
        Tensor anchor,
        Tensor positive,
        Tensor negative,
        Func<Tensor, Tensor, Tensor> distance,
        double margin = 1,
        bool swap = false,
        Reduction reduction = Reduction.Mean,
        [CallerArgumentExpression(nameof(anchor))] string? anchorName = null,
        [CallerArgumentExpression(nameof(positive))] string? positiveName = null,
        [CallerArgumentExpression(nameof(negative))] string? negativeName = null)
    {
        ArgumentNullException.ThrowIfNull(distance);
        Require.Finite(margin, nameof(TripletMargin), nameof(margin));
        new LossArguments(nameof(TripletMargin), anchorName, positiveName).RequireAlike(anchor, positive);
        new LossArguments(nameof(TripletMargin), anchorName, negativeName).RequireAlike(anchor, negative);
        Tensor near = distance(anchor, positive), far = distance(anchor, negative);
        if (swap)
            far = far.Minimum(distance(positive, negative));
        return Reduce((near - far + margin).Clamp(min: 0), reduction);
    }
}
