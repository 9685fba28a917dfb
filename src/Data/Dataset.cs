namespace AutoGrad.Data;

/// <summary>
/// A numbered collection of items, each an input and the target a model should give for it. State <see cref="Count"/> and the item; override a
/// <c>Batch</c> where many items can be had at once for less. A part of a data set is one: <c>data[..100]</c>.
/// </summary>
public abstract class Dataset
{
    /// <summary>How many items there are.</summary>
    public abstract int Count { get; }

    /// <summary>One item, without a batch axis.</summary>
    /// <param name="item">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such item.</exception>
    public abstract (Tensor Inputs, Tensor Targets) this[int item] { get; }

    /// <summary>The items listed, in that order, stacked along a new first axis.</summary>
    /// <param name="items">The items' numbers, at least one; repetitions are allowed.</param>
    /// <exception cref="IndexException">There is no such item.</exception>
    public virtual (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<long> items)
    {
        var inputs = new Tensor[items.Length];
        var targets = new Tensor[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            Require(items[i]);
            var (input, target) = this[(int)items[i]];
            (inputs[i], targets[i]) = (input.Unsqueeze(0), target.Unsqueeze(0));
        }
        return (Tensor.Cat(inputs), Tensor.Cat(targets));
    }

    /// <summary>Neighbouring items, stacked along a new first axis. The tensors may be views of the data set's own: read them, do not
    /// write.</summary>
    /// <param name="start">The first item's number.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the data set.</exception>
    public virtual (Tensor Inputs, Tensor Targets) Batch(int start, int count)
    {
        Require(start, count);
        return Batch(Numbers(start, count));
    }

    /// <summary>A part of the data set, its items neighbours. The compiler makes <c>data[10..^10]</c> of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the data set.</exception>
    public virtual Dataset Slice(int start, int length)
    {
        Require(start, length);
        return new Subset(this, Numbers(start, length));
    }

    /// <summary>All items in memory, as a data set of two tensors: <c>train.ToTensors().Inputs</c>. They may be the data set's own: read them, do not
    /// write.</summary>
    /// <exception cref="ArgumentException">There are no items.</exception>
    public TensorDataset ToTensors()
    {
        if (Count == 0)
            throw new ArgumentException($"ToTensors: {this} has no items, whose shapes the tensors would have.");
        var (inputs, targets) = Batch(0, Count);
        return new(inputs, targets);
    }

    /// <summary>The data set with inputs or targets that functions make of these, a batch at a time, whenever they are asked for:
    /// <c>data.Map(scaler.Transform)</c>.</summary>
    /// <param name="inputs">What to make of a batch of inputs, [N, …]; the first axis stays. Null to leave them.</param>
    /// <param name="targets">What to make of a batch of targets; null to leave them.</param>
    public Dataset Map(Func<Tensor, Tensor>? inputs = null, Func<Tensor, Tensor>? targets = null) => new MappedDataset(this, inputs, targets);

    /// <summary>The kind of data set and its size: <c>Names(100 items)</c>.</summary>
    public override string ToString() => $"{GetType().Name}({Count} items)";

    /// <summary>Refuses a range that leaves the data set.</summary>
    protected void Require(int start, int count)
    {
        if (start < 0 || count < 0 || start > Count - count)
            throw new ArgumentOutOfRangeException(nameof(start), (count == 1 ? $"Item {start} was" : $"Items {start} to {(long)start + count - 1} were") +
                $" asked of a data set of {Count}" + (Count > 0 ? $"; use 0 to {Count - 1}." : "."));
    }

    /// <summary>Refuses a number that no item has.</summary>
    private protected void Require(long item)
    {
        if (item < 0 || item >= Count)
            throw new IndexException($"Batch: item {item} was asked of a data set of {Count}; use 0 to {Count - 1}.");
    }

    private static long[] Numbers(int start, int count)
    {
        var numbers = new long[count];
        for (int i = 0; i < count; i++)
            numbers[i] = start + i;
        return numbers;
    }
}
