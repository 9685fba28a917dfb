namespace AutoGrad.Training;

/// <summary>Numbers of a batch, predicted and true, one by one.</summary>
internal static class Values
{
    /// <summary>Both as Float64 in row-major order. A last axis of size 1 that only one of them has does not count.</summary>
    public static (double[] Predicted, double[] True, int Outputs) Of(Tensor predictions, Tensor targets, string metric)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        Shape a = Squeezed(predictions, targets), b = Squeezed(targets, predictions);
        if (a != b)
            throw new ShapeException($"{metric}: the predictions are {predictions.Shape} and the targets {targets.Shape}; they must be alike.");
        using var mode = Autodiff.NoGrad();
        int items = a.Rank == 0 ? 1 : a[0];
        int outputs = items == 0 ? 1 : Math.Max(1, a.ElementCount / items);
        return (predictions.To(DType.Float64).ToArray<double>(), targets.To(DType.Float64).ToArray<double>(), outputs);
    }

    private static Shape Squeezed(Tensor x, Tensor other) =>
        x.Rank == other.Rank + 1 && x.Shape[^1] == 1 ? Shape.Create(x.Shape.AsSpan()[..^1]) : x.Shape;
}
