namespace AutoGrad.Training;

/// <summary>The harmonic mean of precision and recall, 2pr / (p + r).</summary>
/// <param name="average">How several classes become one number.</param>
/// <param name="threshold">Above it a single score stands for class 1: 0.5 for probabilities, 0 for logits.</param>
/// <param name="name">What it is called, where there are several: <c>new F1(Average.Weighted, name: "weighted F1")</c>.</param>
public sealed class F1(Average average = Average.Macro, double threshold = 0.5, string name = "F1")
    : ClassShares(average, threshold, name)
{
    private protected override double Share(double right, double predicted, double actual) => Divide(2 * right, predicted + actual);
}
