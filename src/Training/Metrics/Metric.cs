using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// Something measured over batches: <c>metric.Update(predictions, targets)</c> for each, then the result over all of them together, exactly, not an
/// average of averages. Usable in any loop; a <see cref="Trainer"/> does it for those it is given.
/// </summary>
public abstract class Metric
{
    /// <summary>What it is called in a <see cref="History"/>: <c>accuracy</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether more is better.</summary>
    public virtual bool HigherIsBetter => true;

    /// <summary>Takes in a batch.</summary>
    /// <param name="predictions">What the model gives.</param>
    /// <param name="targets">What it should give.</param>
    /// <exception cref="ShapeException">The shapes do not go together; nothing was taken in.</exception>
    public abstract void Update(Tensor predictions, Tensor targets);

    /// <summary>Forgets all batches.</summary>
    public abstract void Reset();

    /// <summary>What was taken in so far, to go on from: a copy. Without an override it is empty, and a run that is resumed in the middle of an epoch
    /// measures the rest of it only.</summary>
    public virtual SavedState StateDict() => new(GetType().Name);

    /// <summary>Goes on where the metric that made the state was.</summary>
    /// <param name="state">From <see cref="StateDict"/> of a metric of the same kind.</param>
    public virtual void LoadStateDict(SavedState state)
    {
    }
}

/// <summary>A metric that is a number.</summary>
public abstract class NumericMetric : Metric
{
    /// <summary>The number over all batches so far; NaN where there is none.</summary>
    public abstract double Value { get; }

    /// <summary>The number for one batch alone; what was taken in so far is forgotten.</summary>
    /// <inheritdoc cref="Metric.Update"/>
    public double Of(Tensor predictions, Tensor targets)
    {
        Reset();
        Update(predictions, targets);
        return Value;
    }

    /// <summary>The name and the number: <c>accuracy 0.9712</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Name} {Value:0.####}");
}
