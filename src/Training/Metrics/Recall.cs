namespace AutoGrad.Training;

/// <summary>Of the items of a class, the share that was taken for it.</summary>
/// <param name="average">How several classes become one number.</param>
/// <param name="threshold">Above it a single score stands for class 1: 0.5 for probabilities, 0 for logits.</param>
/// <param name="name">What it is called, where there are several: <c>new Recall(Average.Weighted, name: "weighted recall")</c>.</param>
public sealed class Recall(Average average = Average.Macro, double threshold = 0.5, string name = "recall")
    : ClassShares(average, threshold, name)
{
    private protected override double Share(double right, double predicted, double actual) => Divide(right, actual);
}
