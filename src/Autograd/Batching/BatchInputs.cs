namespace AutoGrad;

/// <summary>The inputs of an operation over a batch, as its <see cref="Op.VMap"/> sees them.</summary>
public readonly ref struct BatchInputs
{
    private readonly Op op;
    private readonly Batch batch;
    private readonly ReadOnlySpan<Tensor> inputs;

    internal BatchInputs(Op op, Batch batch, ReadOnlySpan<Tensor> inputs)
    {
        this.op = op;
        this.batch = batch;
        this.inputs = inputs;
    }

    /// <summary>How many samples there are.</summary>
    public int Size => batch.Size;

    /// <summary>How many inputs there are.</summary>
    public int Count => inputs.Length;

    /// <summary>Whether an input differs from sample to sample; else all share it.</summary>
    public bool IsBatched(int input) => batch.Has(inputs[input]);

    /// <summary>The shape of an input in one sample.</summary>
    public Shape ShapeOf(int input) => inputs[input].Shape;

    /// <summary>An input with the batch axis first, repeated along it without a copy where all samples share it.</summary>
    public Tensor this[int input] => batch.Whole(inputs[input]);

    /// <summary>An input with the batch axis first if it differs from sample to sample, and as it is if all share it.</summary>
    public Tensor AsGiven(int input) => IsBatched(input) ? ((BatchedStorage)inputs[input].Storage).Physical : inputs[input];

    /// <summary>
    /// An input that broadcasts against the others, as <see cref="AsGiven"/>, with axes of size 1 after the batch axis where others have more axes.
    /// </summary>
    public Tensor Aligned(int input)
    {
        int rank = 0;
        foreach (var other in inputs)
            rank = Math.Max(rank, other.Rank);
        return WithRank(input, rank);
    }

    /// <summary>As <see cref="AsGiven"/>, with axes of size 1 after the batch axis so that a sample has so many axes.</summary>
    /// <param name="input">Which input.</param>
    /// <param name="rank">How many axes a sample shall have, the batch axis not counted.</param>
    public Tensor WithRank(int input, int rank)
    {
        var x = AsGiven(input);
        int missing = rank - inputs[input].Rank;
        return !IsBatched(input) || missing <= 0 ? x : x.Reshape([Size, .. Enumerable.Repeat(1, missing), .. inputs[input].Shape]);
    }

    /// <summary>Every input with the batch axis first.</summary>
    public Tensor[] All()
    {
        var all = new Tensor[Count];
        for (int i = 0; i < all.Length; i++)
            all[i] = this[i];
        return all;
    }

    /// <summary>Every input as <see cref="Aligned"/> has it.</summary>
    public Tensor[] AllAligned()
    {
        var all = new Tensor[Count];
        for (int i = 0; i < all.Length; i++)
            all[i] = Aligned(i);
        return all;
    }

    /// <summary>An axis of a sample as an axis of the batch.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    public int Axis(int axis) => axis < 0 ? axis : axis + 1;

    /// <summary>Axes of a sample as axes of the batch.</summary>
    /// <param name="axes">The axes; all of the sample's where they are all.</param>
    /// <param name="input">Which input they are axes of.</param>
    public Axes Axes(Axes axes, int input = 0) => Array.ConvertAll(axes.Resolve(ShapeOf(input), op.Name), static axis => axis + 1);
}
