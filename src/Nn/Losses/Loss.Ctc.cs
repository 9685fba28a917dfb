using System.Runtime.CompilerServices;

namespace AutoGrad.Nn;

public static partial class Loss
{
    /// <summary>
    /// The negative log-likelihoods of sequences of labels under all their alignments with the steps of a longer sequence of predictions, reduced:
    /// connectionist temporal classification, Graves et al., ICML 2006. Between two labels a blank may stand, and between two that are equal it must;
    /// labels and blanks may be repeated. The mean divides each loss by the length of its sequence first, as PyTorch does. Composed of one step in
    /// logarithms after another, so it has derivatives of every order.
    /// </summary>
    /// <param name="logProbability">[T, N, C] or [T, C]: the logarithms of the classes' probabilities at each step, as LogSoftmax makes them.</param>
    /// <param name="target">The labels: [N, S] or [S], whose ends do not count where sequences are shorter; or those of all sequences in a
    /// row.</param>
    /// <param name="inputLengths">[N] or a scalar: how many of the T steps each sequence has.</param>
    /// <param name="targetLengths">[N] or a scalar: how many labels each sequence has.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="reduction">What becomes of the losses.</param>
    /// <param name="zeroInfinity">Whether infinite losses, those of sequences with too few steps for their labels, count as 0, with gradients of
    /// 0.</param>
    /// <param name="logProbabilityName">What the caller calls the predictions, for errors.</param>
    /// <param name="targetName">What the caller calls the labels, for errors.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or are empty.</exception>
    /// <exception cref="DTypeException">The predictions are not floating-point, or labels or lengths are not whole numbers.</exception>
    /// <exception cref="IndexException">A label is not the number of a class, or is the blank; or a length is out of range.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The blank is not the number of a class.</exception>
    public static Tensor Ctc(
        Tensor logProbability,
        Tensor target,
        Tensor inputLengths,
        Tensor targetLengths,
        int blank = 0,
        Reduction reduction = Reduction.Mean,
        bool zeroInfinity = false,
        [CallerArgumentExpression(nameof(logProbability))] string? logProbabilityName = null,
        [CallerArgumentExpression(nameof(target))] string? targetName = null)
    {
        var x = logProbability;
        var arguments = new LossArguments(nameof(Ctc), logProbabilityName, targetName);
        var (labels, steps, lengths) = arguments.Alignment(x, target, inputLengths, targetLengths, blank);
        bool single = x.Rank == 2;
        if (single)
            (x, labels, steps, lengths) = (x.Unsqueeze(1), labels.Unsqueeze(0), steps.Unsqueeze(0), lengths.Unsqueeze(0));

        var losses = -Alignments(x, labels, steps, lengths, blank);
        if (zeroInfinity)
            losses = Tensor.Where(losses.IsInfinite(), 0, losses);
        if (reduction == Reduction.Mean)
            losses /= lengths.Clamp(min: 1).To(x.DType);
        return Reduce(single ? losses.Squeeze(0) : losses, reduction);
    }

    /// <summary>The logarithms of the probabilities of labels, summed over their alignments: [T, N, C] → [N].</summary>
    private static Tensor Alignments(Tensor x, Tensor labels, Tensor steps, Tensor lengths, int blank)
    {
        int time = x.Shape[0], batch = x.Shape[1], most = labels.Shape[1], states = 2 * most + 1;
        // State 2k is the blank before label k, state 2k + 1 the label; what lies beyond a sequence's end leads nowhere.
        var blanks = Tensor.Full([batch, most], blank, DType.Int64);
        labels = Tensor.Where(Tensor.Arange(most) < lengths.Unsqueeze(1), labels, blank);
        var symbols = Tensor.Cat([Tensor.Stack([blanks, labels], 2).Reshape(batch, 2 * most), Tensor.Full([batch, 1], blank, DType.Int64)], 1);
        var emitted = x.Gather(2, symbols.Unsqueeze(0).Expand([time, batch, states]));

        // A blank is skipped only between labels that differ.
        var never = Tensor.Full([], double.NegativeInfinity, x.DType);
        var skippable = symbols.NotEqualTo(blank) & symbols.NotEqualTo(symbols.Pad(1, 2, 0)[.., ..states]);
        var skip = Tensor.Where(skippable, Tensor.Zeros([], x.DType), never);

        // By way of blocks: the gradient of a part has the size of what it was taken from.
        int block = (int)Math.Ceiling(Math.Sqrt(time));
        var blocks = emitted.Split(block);

        var reached = Tensor.Where(Tensor.Arange(states) < 2, emitted[0], never);
        for (int t = 1; t < time; t++)
        {
            var before = reached.Pad(1, 2, 0, double.NegativeInfinity);
            var next = Tensor.Stack([reached, before[.., 1..(states + 1)], before[.., ..states] + skip]).LogSumExp(0) + blocks[t / block][t % block];
            reached = Tensor.Where((t < steps).Unsqueeze(1), next, reached);
        }
        var end = 2 * lengths.Unsqueeze(1);
        var last = Tensor.Where(lengths.Unsqueeze(1) > 0, reached.Gather(1, (end - 1).Clamp(min: 0)), never);
        return Tensor.Cat([reached.Gather(1, end), last], 1).LogSumExp(1);
    }
}
