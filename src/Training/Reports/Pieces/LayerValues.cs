namespace AutoGrad.Training.Reports;

/// <summary>What came out of a layer in its last call, and the gradient that came back to it.</summary>
/// <param name="Name">The layer's name in its model.</param>
/// <param name="Kind">What kind of layer it is, such as <c>Linear</c>.</param>
public sealed record LayerValues(string Name, string Kind)
{
    /// <summary>The elements of its last result, in order; empty before the first call.</summary>
    public IReadOnlyList<double> Activations { get; internal set; } = [];

    /// <summary>The elements of the gradient of that result; empty before the backward pass.</summary>
    public IReadOnlyList<double> Gradients { get; internal set; } = [];

    /// <summary>The mean of the activations; NaN where there are none.</summary>
    public double Mean => MeanOf(Activations);

    /// <summary>Their standard deviation, with the number of elements as divisor; NaN where there are none.</summary>
    public double StandardDeviation => DeviationOf(Activations);

    /// <summary>The standard deviation of the gradients, with the number of elements as divisor; NaN where there are none.</summary>
    public double GradientDeviation => DeviationOf(Gradients);

    private static double MeanOf(IReadOnlyList<double> values) => values.Count == 0 ? double.NaN : values.Average();

    private static double DeviationOf(IReadOnlyList<double> values)
    {
        double mean = MeanOf(values);
        return values.Count == 0 ? double.NaN : Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
