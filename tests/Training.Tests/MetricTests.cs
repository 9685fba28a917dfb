using System.Text.Json;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>Every metric against scikit-learn's (tests/Golden/metrics.py), whole and in batches, and what holds for all.</summary>
public class MetricTests
{
    private static readonly JsonElement[] Cases = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "metrics.json")))
        .RootElement.GetProperty("cases").EnumerateArray()];

    private static readonly NumericMetric[] All =
    [
        new Accuracy(), new TopKAccuracy(2), new Precision(), new Recall(), new F1(), new Auc(), new R2(), new MeanSquaredError(), new MeanAbsoluteError(),
    ];

    [Fact]
    public void Values_are_those_of_scikit_learn()
    {
        Assert.True(Cases.Length > 60);
        foreach (var one in Cases)
        {
            var (metric, predictions, targets) = Read(one);
            double expected = one.GetProperty("value").GetDouble();
            Near(expected, metric.Of(predictions, targets), one);
            if (predictions.Rank > 1)
                Near(expected, metric.Of(predictions.T.Clone().T, targets), one); // Strided memory.
        }
    }

    [Fact]
    public void Batches_of_any_size_give_what_all_items_together_give()
    {
        foreach (var one in Cases)
        {
            var (metric, predictions, targets) = Read(one);
            foreach (int size in new[] { 1, 7, 16 })
            {
                metric.Reset();
                for (int start = 0; start < targets.Shape[0]; start += size)
                    metric.Update(predictions[start..Math.Min(targets.Shape[0], start + size)], targets[start..Math.Min(targets.Shape[0], start + size)]);
                Near(one.GetProperty("value").GetDouble(), metric.Value, one);
            }
        }
    }

    [Fact]
    public void A_metric_goes_on_from_a_state_to_the_same_bits()
    {
        foreach (var one in Cases)
        {
            var (metric, predictions, targets) = Read(one);
            var (other, _, _) = Read(one);
            int half = targets.Shape[0] / 2;
            metric.Update(predictions[..half], targets[..half]);
            other.LoadStateDict(metric.StateDict());
            metric.Update(predictions[half..], targets[half..]);
            other.Update(predictions[half..], targets[half..]);
            Assert.Equal(metric.Value, other.Value);
        }
    }

    [Fact]
    public void Before_the_first_item_there_is_no_number_and_after_a_reset_neither()
    {
        foreach (var metric in All)
        {
            Assert.True(double.IsNaN(metric.Value), metric.Name);
            var predictions = metric is TopKAccuracy ? Tensor.Of([[0.1, 0.9], [0.7, 0.3]]) : Tensor.Of([0.1, 0.9]);
            metric.Update(predictions, Tensor.Of([0L, 1L]));
            Assert.False(double.IsNaN(metric.Value), metric.Name);
            metric.Reset();
            Assert.True(double.IsNaN(metric.Value), metric.Name);
        }
    }

    [Fact]
    public void A_score_that_is_no_number_has_no_area()
    {
        foreach (var (scores, labels) in new[] { (Tensor.Of([double.NaN, 0.2, 0.7]), Tensor.Of([1L, 0, 1])),
            (Tensor.Of([[0.1, 0.2, double.NaN], [0.3, 0.3, 0.4], [0.5, 0.2, 0.3]]), Tensor.Of([0L, 1, 2])) })
        {
            var auc = new Auc();
            auc.Update(scores, labels);
            Assert.True(double.IsNaN(auc.Value));
        }
    }

    [Fact]
    public void Shapes_that_do_not_go_together_are_refused_and_nothing_is_taken_in()
    {
        foreach (var metric in All)
        {
            Assert.Throws<ShapeException>(() => metric.Update(Tensor.Zeros([3, 4]), Tensor.Zeros([5])));
            Assert.True(double.IsNaN(metric.Value), metric.Name);
        }
        Assert.Throws<IndexException>(() => new TopKAccuracy(1).Update(Tensor.Zeros([1, 3]), Tensor.Of([3L])));
        Assert.Throws<IndexException>(() => new ConfusionMatrix(2).Update(Tensor.Of([2L]), Tensor.Of([0L])));
        Assert.Contains("two classes", Assert.Throws<InvalidOperationException>(
            () => new F1(Average.Binary).Of(Tensor.Of([2L, 0L]), Tensor.Of([0L, 1L]))).Message);
    }

    [Fact]
    public void Classes_one_hot_targets_and_masks_are_understood()
    {
        var scores = Tensor.Of([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3], [0.2, 0.2, 0.6]]);
        Assert.Equal(2.0 / 3, new Accuracy().Of(scores, Tensor.Of([1L, 2L, 2L])));
        Assert.Equal(2.0 / 3, new Accuracy().Of(scores, Tensor.Of([[0.0, 1, 0], [0, 0, 1], [0, 0, 1]])));
        Assert.Equal(2.0 / 3, new Accuracy().Of(Tensor.Of([1, 0, 2]), Tensor.Of([1L, 2L, 2L])));
        Assert.Equal(0.5, new Accuracy(threshold: 0).Of(Tensor.Of([-1f, 0.3f]), Tensor.Of([1f, 1f])));
        Assert.Equal(0.75, new Accuracy().Of(Tensor.Of([[[0.9, 0.1], [0.2, 0.4]], [[0.1, 0.9], [0.8, 0.6]]]), Tensor.Of([[0L, 1L], [1L, 1L]])));
    }

    [Fact]
    public void A_confusion_matrix_counts_and_prints()
    {
        var confusion = new ConfusionMatrix();
        confusion.Update(Tensor.Of([0L, 1, 1, 2]), Tensor.Of([0L, 1, 2, 2]));
        confusion.Update(Tensor.Of([[0.1, 0.9, 0]]), Tensor.Of([0L]));
        Assert.Equal([1L, 1, 0, 0, 1, 0, 0, 1, 1], confusion.ToTensor().ToArray<long>());
        Assert.Equal((5L, 2L, 3L, 1L), (confusion.Count, confusion.Actual(2), confusion.Predicted(1), confusion[0, 1]));
        Assert.Equal("0: 1 1 0\n1: 0 1 0\n2: 0 1 1", confusion.ToString());
    }

    private static void Near(double expected, double actual, JsonElement one) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-12 * Math.Max(1, Math.Abs(expected)), $"{one.GetProperty("metric")} {one.GetProperty("args")}: {actual} instead of {expected}");

    private static (NumericMetric Metric, Tensor Predictions, Tensor Targets) Read(JsonElement one)
    {
        var args = one.GetProperty("args");
        Average Mean() => Enum.Parse<Average>(args.GetProperty("average").GetString()!, ignoreCase: true);
        NumericMetric metric = one.GetProperty("metric").GetString() switch
        {
            "accuracy" => new Accuracy(),
            "top" => new TopKAccuracy(args.GetProperty("k").GetInt32()),
            "precision" => new Precision(Mean()),
            "recall" => new Recall(Mean()),
            "f1" => new F1(Mean()),
            "auc" => new Auc(),
            "r2" => new R2(),
            "mse" => new MeanSquaredError(),
            "rmse" => new MeanSquaredError(squareRoot: true),
            "mae" => new MeanAbsoluteError(),
            var name => throw new InvalidDataException(name),
        };
        var targets = Tensor.Wrap(Numbers("targets"), Shape("targetShape"));
        return (metric, Tensor.Wrap(Numbers("predictions"), Shape("shape")), one.GetProperty("whole").GetBoolean() ? targets.To(DType.Int64) : targets);

        double[] Numbers(string name) => [.. one.GetProperty(name).EnumerateArray().Select(static n => n.GetDouble())];
        Shape Shape(string name) => [.. one.GetProperty(name).EnumerateArray().Select(static n => n.GetInt32())];
    }
}
