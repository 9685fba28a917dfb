namespace AutoGrad.Training;

/// <summary>
/// Which class each item of a batch was taken for and which it is of. Predictions are scores [N, C, …], of which the greatest counts, or a single
/// score [N, …] (a last axis of 1 does not count), above a threshold for class 1, or whole numbers, which are the classes themselves. Targets are
/// classes [N, …], or the same in one-hot form.
/// </summary>
internal readonly record struct ClassLabels(long[] Predicted, long[] True, int Classes)
{
    public static ClassLabels Of(Tensor predictions, Tensor targets, double threshold, string metric)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        using var mode = Autodiff.NoGrad();
        var (predicted, actual, classes) = Arrays(predictions.Detach(), targets.Detach(), threshold);
        if (predicted.Shape != actual.Shape)
            throw new ShapeException(
                $"{metric}: the predictions are {predictions.Shape} and the targets {targets.Shape}. Scores are [N, C] for targets [N] or one-hot " +
                "[N, C]; classes, or scores of two classes, [N] for targets [N].");
        return new(Labels(predicted), Labels(actual), classes);
    }

    private static (Tensor Predicted, Tensor True, int Classes) Arrays(Tensor predictions, Tensor targets, double threshold)
    {
        bool scores = predictions.DType.IsFloatingPoint;
        if (scores && predictions.Rank > 1 && predictions.Shape[1] > 1)
        {
            int classes = predictions.Shape[1];
            if (predictions.Shape == targets.Shape)
                return (predictions.ArgMax(axis: 1), targets.ArgMax(axis: 1), classes);
            if (predictions.Rank == targets.Rank + 1)
                return (predictions.ArgMax(axis: 1), targets, classes);
        }
        (predictions, targets) = (Flat(predictions), Flat(targets));
        return scores ? (predictions > threshold, targets, 2) : (predictions, targets, 0);
    }

    private static Tensor Flat(Tensor x) => x.Rank > 1 && x.Shape[^1] == 1 ? x.Squeeze(-1) : x;

    private static long[] Labels(Tensor classes) => classes.To(DType.Int64).ToArray<long>();
}
