using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>What precision, recall and F1 have in common: a share for each class, computed from the confusion matrix, and an average of them, as in
/// scikit-learn; where nothing can be divided by, the share is 0.</summary>
public abstract class ClassShares : NumericMetric
{
    private readonly ConfusionMatrix confusion;

    private protected ClassShares(Average average, double threshold, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        (Average, confusion, Name) = (average, new(threshold: threshold), name);
    }

    /// <inheritdoc/>
    public sealed override string Name { get; }

    /// <summary>How the classes' shares become one.</summary>
    public Average Average { get; }

    /// <summary>What the shares are computed from.</summary>
    public ConfusionMatrix Confusion => confusion;

    /// <summary>The average of the classes' shares; NaN before the first item.</summary>
    public sealed override double Value
    {
        get
        {
            if (confusion.Count == 0)
                return double.NaN;
            if (Average == Average.Binary)
                return confusion.Classes > 2
                    ? throw new InvalidOperationException(
                        $"{Name}: Average.Binary is for two classes, and there are {confusion.Classes}; use Average.Macro or Average.Micro.")
                    : OfClass(1);
            double right = 0, sum = 0, weights = 0;
            for (int c = 0; c < confusion.Classes; c++)
            {
                long predicted = confusion.Predicted(c), actual = confusion.Actual(c);
                right += confusion[c, c];
                double weight = Average == Average.Weighted ? actual : predicted + actual > 0 ? 1 : 0;
                sum += weight * OfClass(c);
                weights += weight;
            }
            return Average == Average.Micro ? Share(right, confusion.Count, confusion.Count) : sum / weights;
        }
    }

    /// <summary>The share of one class.</summary>
    public double OfClass(int label) => label < confusion.Classes
        ? Share(confusion[label, label], confusion.Predicted(label), confusion.Actual(label))
        : 0;

    /// <inheritdoc cref="ConfusionMatrix.Update"/>
    public sealed override void Update(Tensor predictions, Tensor targets) => confusion.Update(predictions, targets);

    /// <inheritdoc/>
    public sealed override void Reset() => confusion.Reset();

    /// <inheritdoc/>
    public sealed override SavedState StateDict() => confusion.StateDict();

    /// <inheritdoc/>
    public sealed override void LoadStateDict(SavedState state) => confusion.LoadStateDict(state);

    /// <summary>The share, from the numbers of items that are of a class and were taken for it, of those taken for it, and of those of it.</summary>
    private protected abstract double Share(double right, double predicted, double actual);

    private protected static double Divide(double a, double b) => b == 0 ? 0 : a / b;
}
