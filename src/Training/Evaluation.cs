using System.Globalization;
using AutoGrad.Nn;

namespace AutoGrad.Training;

/// <summary>How well a model does on some data: the mean loss over all items, and the metrics.</summary>
/// <param name="Loss">The mean over all items; each batch's loss is taken as the mean over its items.</param>
/// <param name="Metrics">The numbers of the metrics that are numbers, by name.</param>
public sealed record Evaluation(double Loss, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>A metric's number.</summary>
    /// <exception cref="KeyNotFoundException">There is no such metric.</exception>
    public double this[string metric] => Metrics.TryGetValue(metric, out double value)
        ? value
        : throw new KeyNotFoundException($"Evaluation: {metric} was not measured; there " +
            $"{(Metrics.Count == 0 ? "are no metrics" : $"are {string.Join(", ", Metrics.Keys)}")}.");

    /// <summary>
    /// Goes through data in evaluation mode and without recording. The model is in its mode of before afterwards, and the metrics hold what they
    /// measured.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="data">The batches.</param>
    /// <param name="loss">The loss, of predictions and targets.</param>
    /// <param name="metrics">What to measure besides; they are reset first.</param>
    /// <exception cref="ArgumentException">There is no batch, or two metrics have one name.</exception>
    public static Evaluation Of(
        Module<Tensor, Tensor> model, IEnumerable<(Tensor Inputs, Tensor Targets)> data, Func<Tensor, Tensor, Tensor> loss,
        params IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of(model, model.Call, data, loss, metrics, default);
    }

    internal static Evaluation Of(
        Module model, Func<Tensor, Tensor> forward, IEnumerable<(Tensor Inputs, Tensor Targets)> data, Func<Tensor, Tensor, Tensor> loss,
        IReadOnlyList<Metric> metrics, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(loss);
        RequireNames(metrics, nameof(Evaluation));
        foreach (var metric in metrics)
            metric.Reset();
        double sum = 0, items = 0;
        using (new EvaluationMode(model))
            foreach (var (inputs, targets) in data)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = new TensorScope();
                var predictions = forward(inputs);
                int count = ItemsOf(inputs);
                sum += loss(predictions, targets).Item() * count;
                items += count;
                foreach (var metric in metrics)
                    metric.Update(predictions, targets);
            }
        if (items == 0)
            throw new ArgumentException("Evaluation: there is no batch to evaluate on.", nameof(data));
        return new(sum / items, metrics.OfType<NumericMetric>().ToDictionary(static metric => metric.Name, static metric => metric.Value));
    }

    /// <summary>Refuses metrics whose numbers would be told by the same name.</summary>
    internal static void RequireNames(IReadOnlyList<Metric> metrics, string operation)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var metric in metrics.OfType<NumericMetric>())
            if (!names.Add(metric.Name))
                throw new ArgumentException($"{operation}: two metrics are called {metric.Name}, and each has a name of its own, as in " +
                    $"new F1(Average.Weighted, name: \"weighted F1\").", nameof(metrics));
    }

    /// <summary>How many items a batch holds.</summary>
    internal static int ItemsOf(Tensor inputs) => inputs.Rank == 0 ? 1 : inputs.Shape[0];

    /// <summary>The loss and the metrics: <c>loss 0.0812, accuracy 0.9712</c>.</summary>
    public override string ToString() => string.Join(", ", Metrics.Prepend(new("loss", Loss)).Select(static entry =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value:0.####}")));
}
