namespace AutoGrad.Training;

/// <summary>Of the items that were taken for a class, the share that is of it.</summary>
/// <param name="average">How several classes become one number.</param>
/// <param name="threshold">Above it a single score stands for class 1: 0.5 for probabilities, 0 for logits.</param>
/// <param name="name">What it is called, where there are several: <c>new Precision(Average.Weighted, name: "weighted precision")</c>.</param>
public sealed class Precision(Average average = Average.Macro, double threshold = 0.5, string name = "precision")
    : ClassShares(average, threshold, name)
{
    private protected override double Share(double right, double predicted, double actual) => Divide(right, predicted);
}
