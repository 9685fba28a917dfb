namespace AutoGrad.Training;

/// <summary>The share of items that were taken for the class they are of.</summary>
/// <param name="threshold">Above it a single score stands for class 1: 0.5 for probabilities, 0 for logits.</param>
public sealed class Accuracy(double threshold = 0.5) : SummedMetric(2)
{
    /// <inheritdoc/>
    public override string Name => "accuracy";

    /// <inheritdoc/>
    public override double Value => Sums[0] / Sums[1];

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">Scores [N, C, …], of which the greatest counts; or one score an item, [N] or [N, 1]; or classes.</param>
    /// <param name="targets">Classes [N, …], or the same in one-hot form.</param>
    /// <exception cref="ShapeException">The shapes do not go together; nothing was taken in.</exception>
    public override void Update(Tensor predictions, Tensor targets)
    {
        var (predicted, actual, _) = ClassLabels.Of(predictions, targets, threshold, nameof(Accuracy));
        int right = 0;
        for (int i = 0; i < actual.Length; i++)
            if (predicted[i] == actual[i])
                right++;
        Sums[0] += right;
        Sums[1] += actual.Length;
    }
}
