using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// The area under the receiver operating characteristic: how likely an item of class 1 has a greater score than one of class 0, ties counting half.
/// Of several classes the mean of one against the rest, over all of them. It keeps every score, since it depends on all of them at once.
/// </summary>
public sealed class Auc : NumericMetric
{
    private readonly List<double> scores = [];
    private readonly List<long> labels = [];
    private int columns;

    /// <inheritdoc/>
    public override string Name => "auc";

    /// <summary>The area; NaN where a class, or the rest, has no item, or a score is NaN.</summary>
    public override double Value
    {
        get
        {
            if (labels.Count == 0 || scores.Exists(double.IsNaN))
                return double.NaN;
            if (columns == 1)
                return Area(scores.ToArray(), label => label == 1);
            double sum = 0;
            for (int c = 0; c < columns; c++)
            {
                int column = c;
                sum += Area([.. Enumerable.Range(0, labels.Count).Select(i => scores[i * columns + column])], label => label == column);
            }
            return sum / columns;
        }
    }

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">One score an item, [N] or [N, 1], logits or probabilities; for two classes also [N, 2]; for more probabilities,
    /// [N, C].</param>
    /// <param name="targets">Classes, [N] or [N, 1].</param>
    /// <exception cref="ShapeException">The shapes do not go together; nothing was taken in.</exception>
    /// <exception cref="IndexException">A class has no score; nothing was taken in.</exception>
    public override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        using var mode = Autodiff.NoGrad();
        var flat = targets.Rank == 2 && targets.Shape[1] == 1 ? targets.Squeeze(-1) : targets;
        if (predictions.Rank is not (1 or 2) || flat.Rank != 1 || predictions.Shape[0] != flat.Shape[0])
            throw new ShapeException(
                $"Auc: the predictions are {predictions.Shape} and the targets {targets.Shape}; give scores [N] or [N, C] and classes [N].");
        int width = predictions.Rank == 1 ? 1 : predictions.Shape[1], classes = Math.Max(2, width);
        double[] values = predictions.To(DType.Float64).ToArray<double>();
        if (width == 2) // Two logits say as much as their difference, and so do two probabilities.
            (values, width) = ([.. Enumerable.Range(0, values.Length / 2).Select(i => values[2 * i + 1] - values[2 * i])], 1);
        if (columns != 0 && columns != width)
            throw new ShapeException($"Auc: a batch has {width} scores an item, and those before had {columns}.");
        long[] actual = flat.To(DType.Int64).ToArray<long>();
        foreach (long label in actual)
            if (label < 0 || label >= classes)
                throw new IndexException($"Auc: there is an item of class {label}; classes are 0 to {classes - 1}.");
        columns = width;
        scores.AddRange(values);
        labels.AddRange(actual);
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        scores.Clear();
        labels.Clear();
        columns = 0;
    }

    /// <inheritdoc/>
    public override SavedState StateDict()
    {
        var state = base.StateDict();
        state.Numbers.Add("columns", columns);
        state.Tensors.Add("scores", Tensor.Of(scores.ToArray()));
        state.Tensors.Add("labels", Tensor.Of(labels.ToArray()));
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        int width = (int)state.Require("columns");
        double[] values = state.RequireTensor("scores").ToArray<double>();
        long[] actual = state.RequireTensor("labels").ToArray<long>();
        Reset();
        columns = width;
        scores.AddRange(values);
        labels.AddRange(actual);
    }

    /// <summary>From the ranks of the positive items (Mann and Whitney, 1947), those of equal scores averaged.</summary>
    private double Area(double[] values, Func<long, bool> positive)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort((double[])values.Clone(), order);
        double ranks = 0, positives = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            int equal = 0;
            for (end = start; end < order.Length && values[order[end]].Equals(values[order[start]]); end++)
                if (positive(labels[order[end]]))
                    equal++;
            positives += equal;
            ranks += equal * ((start + 1 + end) / 2.0);
        }
        double negatives = values.Length - positives;
        return (ranks - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
