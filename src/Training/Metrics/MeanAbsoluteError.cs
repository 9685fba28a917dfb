namespace AutoGrad.Training;

/// <summary>The mean of |prediction − target| over all elements of all batches.</summary>
public sealed class MeanAbsoluteError() : SummedMetric(2)
{
    /// <inheritdoc/>
    public override string Name => "mae";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Value => Sums[0] / Sums[1];

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets)
    {
        var (predicted, actual, _) = Values.Of(predictions, targets, nameof(MeanAbsoluteError));
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
            sum += Math.Abs(predicted[i] - actual[i]);
        Sums[0] += sum;
        Sums[1] += actual.Length;
    }
}
