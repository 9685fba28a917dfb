namespace AutoGrad.Training;

/// <summary>The share of items whose class is among those with the k greatest scores. Of equal scores the class with the lower number comes
/// first.</summary>
/// <param name="k">How many classes count.</param>
public sealed class TopKAccuracy(int k = 5) : SummedMetric(2)
{
    /// <summary>How many classes count.</summary>
    public int K { get; } = k >= 1 ? k : throw new ArgumentOutOfRangeException(nameof(k), k, "TopKAccuracy: at least one class counts.");

    /// <inheritdoc/>
    public override string Name => $"top-{K} accuracy";

    /// <inheritdoc/>
    public override double Value => Sums[0] / Sums[1];

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">Scores, [N, C].</param>
    /// <param name="targets">Classes, [N].</param>
    /// <exception cref="ShapeException">The shapes do not go together; nothing was taken in.</exception>
    /// <exception cref="IndexException">A class has no score; nothing was taken in.</exception>
    public override void Update(Tensor predictions, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Rank != 2 || targets.Rank != 1 || predictions.Shape[0] != targets.Shape[0])
            throw new ShapeException(
                $"TopKAccuracy: the predictions are {predictions.Shape} and the targets {targets.Shape}; give scores [N, C] and classes [N].");
        using var mode = Autodiff.NoGrad();
        int classes = predictions.Shape[1], right = 0;
        double[] scores = predictions.To(DType.Float64).ToArray<double>();
        long[] labels = targets.To(DType.Int64).ToArray<long>();
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] < 0 || labels[i] >= classes)
                throw new IndexException($"TopKAccuracy: item {i} is of class {labels[i]}, and there are scores for {classes} classes.");
            var row = scores.AsSpan(i * classes, classes);
            int own = (int)labels[i], before = 0;
            for (int c = 0; c < classes; c++)
                if (row[c] > row[own] || row[c] == row[own] && c < own)
                    before++;
            if (before < K && !double.IsNaN(row[own]))
                right++;
        }
        Sums[0] += right;
        Sums[1] += labels.Length;
    }
}
