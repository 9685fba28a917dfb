namespace AutoGrad.Training;

/// <summary>The mean of (prediction − target)² over all elements of all batches.</summary>
/// <param name="squareRoot">Whether its square root is taken, in the unit of the targets: <c>rmse</c>.</param>
public sealed class MeanSquaredError(bool squareRoot = false) : SummedMetric(2)
{
    /// <inheritdoc/>
    public override string Name => squareRoot ? "rmse" : "mse";

    /// <inheritdoc/>
    public override bool HigherIsBetter => false;

    /// <inheritdoc/>
    public override double Value => squareRoot ? Math.Sqrt(Sums[0] / Sums[1]) : Sums[0] / Sums[1];

    /// <inheritdoc/>
    public override void Update(Tensor predictions, Tensor targets)
    {
        var (predicted, actual, _) = Values.Of(predictions, targets, nameof(MeanSquaredError));
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
            sum += (predicted[i] - actual[i]) * (predicted[i] - actual[i]);
        Sums[0] += sum;
        Sums[1] += actual.Length;
    }
}
