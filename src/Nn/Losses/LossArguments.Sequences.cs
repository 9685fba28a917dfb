namespace AutoGrad.Nn;

internal readonly partial struct LossArguments
{
    /// <summary>A vector, or one for each example.</summary>
    public void RequireRows(Tensor x, string size = "C", string meaning = "the number of classes")
    {
        if (x.Rank is not (1 or 2))
            throw new ShapeException($"{loss}: {First} is {x.Shape}; it must be [{size}] or [N, {size}], {size} being {meaning}.");
        RequireNotEmpty(x);
    }

    /// <summary>Lists of labels ended by −1, of x's shape, as Int64.</summary>
    public Tensor LabelLists(Tensor x, Tensor target)
    {
        var labels = WholeNumbers(target, Target, "labels are whole numbers");
        if (labels.Shape != x.Shape)
            throw new ShapeException($"{loss}: {First} is {x.Shape} and {Target} is {target.Shape}; they must be equal, a list of labels for each " +
                "example filled up with -1.");
        var (arguments, classes) = (this, x.Shape[^1]);
        Inspection.Of(labels, values => arguments.RequireWithin(values, arguments.Target, -1, classes - 1, "labels run from 0, and -1 ends a list"));
        return labels;
    }

    /// <summary>What CTC takes: the labels of each sequence in a row, filled up; how many steps, and how many labels it has. All Int64.</summary>
    public (Tensor Labels, Tensor Steps, Tensor Lengths) Alignment(Tensor x, Tensor target, Tensor inputLengths, Tensor targetLengths, int blank)
    {
        RequireFloat(x);
        if (x.Rank is not (2 or 3))
            throw new ShapeException($"{loss}: {First} is {x.Shape}; it must be [T, N, C] or [T, C]: the steps, the batch and the classes.");
        RequireNotEmpty(x);
        int classes = x.Shape[^1];
        if (blank < 0 || blank >= classes)
            throw new ArgumentOutOfRangeException(nameof(blank), blank, $"{loss}: the blank is one of the classes, from 0 to {classes - 1}.");
        Shape batch = x.Rank == 2 ? [] : [x.Shape[1]];
        var steps = Lengths(inputLengths, nameof(inputLengths), batch, 1, x.Shape[0]);
        var labels = WholeNumbers(target, Target, "labels are whole numbers");
        bool inARow = x.Rank == 3 && labels.Rank == 1;
        if (!inARow && (labels.Rank != x.Rank - 1 || x.Rank == 3 && labels.Shape[0] != batch[0]))
            throw new ShapeException($"{loss}: {First} is {x.Shape} and {Target} is {target.Shape}; the labels must be " +
                (x.Rank == 2 ? "[S]." : $"[{batch[0]}, S], or those of all sequences in a row."));
        var lengths = Lengths(targetLengths, nameof(targetLengths), batch, 0, labels.Shape[^1]);
        if (inARow)
            labels = InRows(labels, lengths);
        var counts = Tensor.Arange(labels.Shape[^1]) < lengths.Unsqueeze(-1);
        var (arguments, name) = (this, Target);
        Inspection.Of(Tensor.Where(counts, labels, blank == 0 ? classes - 1 : 0), values =>
            arguments.RequireWithin(values, name, 0, classes - 1, $"there are {classes} classes", blank));
        return (labels, steps, lengths);
    }

    private Tensor Lengths(Tensor lengths, string name, Shape batch, int least, int greatest)
    {
        ArgumentNullException.ThrowIfNull(lengths, name);
        var whole = WholeNumbers(lengths, name, "lengths are whole numbers");
        if (whole.Shape != batch)
            throw new ShapeException($"{loss}: {name} is {lengths.Shape}; it must be {batch}, one length for each sequence.");
        var arguments = this;
        Inspection.Of(whole, values => arguments.RequireWithin(values, name, least, greatest, "it is what there is"));
        return whole;
    }

    /// <summary>Sequences that stand in a row as rows of a matrix, filled up with 0.</summary>
    private Tensor InRows(Tensor labels, Tensor lengths)
    {
        var counts = lengths.ToArray<long>();
        if (counts.Sum() != labels.Shape[0])
            throw new ShapeException($"{loss}: {Target} has {labels.Shape[0]} labels in a row and targetLengths sum to {counts.Sum()}; they must " +
                "be equal.");
        var starts = lengths.Cumsum(0) - lengths;
        var places = starts.Unsqueeze(1) + Tensor.Arange(counts.Max());
        return labels.Shape[0] == 0 ? places : labels.IndexSelect(0, places.Flatten().Clamp(max: labels.Shape[0] - 1)).Reshape(places.Shape);
    }

    private Tensor WholeNumbers(Tensor x, string name, string what)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.DType is DType.Int64 or DType.Int32 or DType.Byte
            ? x.To(DType.Int64)
            : throw new DTypeException($"{loss}: {name} is {x.DType}; {what}. Convert with {name}.To(DType.Int64).");
    }

    private void RequireWithin(Tensor numbers, string name, long least, long greatest, string why, long? except = null)
    {
        var values = numbers.Contiguous().AsReadOnlySpan<long>();
        for (int i = 0; i < values.Length; i++)
            if (values[i] < least || values[i] > greatest || values[i] == except)
                throw new IndexException(
                    $"{loss}: {name} holds {values[i]} at {(Shape)numbers.Shape.Position(i)}; it must lie from {least} to {greatest}, for {why}" +
                    (values[i] == except ? ", and not be the blank." : "."));
    }
}
