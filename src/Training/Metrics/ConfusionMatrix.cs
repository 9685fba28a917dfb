using System.Text;
using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>How many items of each class were taken for each: <see cref="this[int, int]"/> counts those of one class that were taken for
/// another.</summary>
public sealed class ConfusionMatrix : Metric
{
    private readonly int? given;
    private readonly double threshold;
    private long[,] counts = new long[0, 0];

    /// <summary>An empty matrix.</summary>
    /// <param name="classes">How many classes there are; if left out, as many as there are scores, or as have been met.</param>
    /// <param name="threshold">Above it a single score stands for class 1: 0.5 for probabilities, 0 for logits.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than one class.</exception>
    public ConfusionMatrix(int? classes = null, double threshold = 0.5)
    {
        if (classes < 1)
            throw new ArgumentOutOfRangeException(nameof(classes), classes, "ConfusionMatrix: there is at least one class.");
        (given, this.threshold) = (classes, threshold);
        Reset();
    }

    /// <inheritdoc/>
    public override string Name => "confusion";

    /// <summary>How many classes there are.</summary>
    public int Classes => counts.GetLength(0);

    /// <summary>How many items there were.</summary>
    public long Count => counts.Cast<long>().Sum();

    /// <summary>How many items of a class were taken for another.</summary>
    /// <param name="actual">The class they are of.</param>
    /// <param name="predicted">The class they were taken for.</param>
    public long this[int actual, int predicted] => counts[actual, predicted];

    /// <summary>All counts, Int64 [C, C]: rows are the classes that items are of, columns those they were taken for.</summary>
    public Tensor ToTensor() => Tensor.Of(counts);

    /// <summary>How many items are of a class.</summary>
    public long Actual(int label) => Enumerable.Range(0, Classes).Sum(other => counts[label, other]);

    /// <summary>How many items were taken for a class.</summary>
    public long Predicted(int label) => Enumerable.Range(0, Classes).Sum(other => counts[other, label]);

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">Scores [N, C, …], of which the greatest counts; or one score an item, [N] or [N, 1]; or classes.</param>
    /// <param name="targets">Classes [N, …], or the same in one-hot form.</param>
    /// <exception cref="ShapeException">The shapes do not go together; nothing was taken in.</exception>
    /// <exception cref="IndexException">A class is negative, or too great; nothing was taken in.</exception>
    public override void Update(Tensor predictions, Tensor targets)
    {
        var (predicted, actual, classes) = ClassLabels.Of(predictions, targets, threshold, nameof(ConfusionMatrix));
        long most = classes - 1;
        for (int i = 0; i < actual.Length; i++)
        {
            if (Math.Min(actual[i], predicted[i]) < 0 || given is { } limit && Math.Max(actual[i], predicted[i]) >= limit)
                throw new IndexException($"ConfusionMatrix: item {i} is of class {actual[i]} and was taken for {predicted[i]}; " +
                    $"classes are 0 to {(given ?? int.MaxValue) - 1}.");
            most = Math.Max(most, Math.Max(actual[i], predicted[i]));
        }
        Grow(checked((int)most + 1));
        for (int i = 0; i < actual.Length; i++)
            counts[actual[i], predicted[i]]++;
    }

    /// <inheritdoc/>
    public override void Reset() => counts = new long[given ?? 0, given ?? 0];

    /// <inheritdoc/>
    public override SavedState StateDict()
    {
        var state = base.StateDict();
        state.Tensors.Add("counts", ToTensor());
        return state;
    }

    /// <inheritdoc/>
    public override void LoadStateDict(SavedState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var loaded = state.RequireTensor("counts");
        long[] all = loaded.ToArray<long>();
        counts = new long[loaded.Shape[0], loaded.Shape[0]];
        Buffer.BlockCopy(all, 0, counts, 0, all.Length * sizeof(long));
    }

    /// <summary>The counts as a table, a row for each class that items are of.</summary>
    public override string ToString()
    {
        int width = Math.Max(Count.ToString().Length, Classes.ToString().Length) + 1;
        var text = new StringBuilder();
        for (int actual = 0; actual < Classes; actual++)
        {
            text.Append(actual == 0 ? "" : "\n").Append(actual.ToString().PadLeft(Classes.ToString().Length)).Append(':');
            for (int predicted = 0; predicted < Classes; predicted++)
                text.Append(counts[actual, predicted].ToString().PadLeft(width));
        }
        return text.ToString();
    }

    private void Grow(int classes)
    {
        if (classes <= Classes)
            return;
        var grown = new long[classes, classes];
        for (int actual = 0; actual < Classes; actual++)
            for (int predicted = 0; predicted < Classes; predicted++)
                grown[actual, predicted] = counts[actual, predicted];
        counts = grown;
    }
}
