namespace AutoGrad;

/// <summary>A tensor whose axes carry labels; those with one label are summed or kept together.</summary>
internal readonly record struct Labelled(Tensor Value, int[] Labels)
{
    /// <summary>The axes in another order; labels that are missing become axes of size 1.</summary>
    public Tensor Arranged(ReadOnlySpan<int> order)
    {
        var present = new List<int>();
        var sizes = new List<int>();
        foreach (int label in order)
        {
            int axis = Array.IndexOf(Labels, label);
            sizes.Add(axis < 0 ? 1 : Value.Shape[axis]);
            if (axis >= 0)
                present.Add(axis);
        }
        var y = IsAscending(present) ? Value : Value.Permute(present.ToArray());
        return y.Rank == sizes.Count ? y : y.Reshape(sizes.ToArray());
    }

    /// <summary>The sum over all axes but those of some labels.</summary>
    public Labelled Summed(Func<int, bool> keeps)
    {
        var labels = Labels;
        int[] gone = [.. Enumerable.Range(0, labels.Length).Where(axis => !keeps(labels[axis]))];
        return gone.Length == 0 ? this : new(Value.Sum(gone), [.. labels.Where(keeps)]);
    }

    private static bool IsAscending(List<int> axes)
    {
        for (int i = 0; i < axes.Count; i++)
            if (axes[i] != i)
                return false;
        return true;
    }
}

/// <summary>
/// The sum over all labels that are not kept of the product of tensors: pairs are contracted one after another, each time the pair that makes the
/// least of what it takes, by matrix products.
/// </summary>
/// <param name="operands">The tensors. Sizes of one label are equal, or 1, which stands for any.</param>
/// <param name="output">The labels of the result, in order.</param>
internal sealed class Contraction(IEnumerable<Labelled> operands, int[] output)
{
    private readonly List<Labelled> left = [.. operands];

    public Tensor Result()
    {
        for (int i = 0; i < left.Count; i++)
            left[i] = WithoutRepetition(left[i]);
        DropSingles();
        for (int i = 0; i < left.Count; i++)
            left[i] = left[i].Summed(label => IsNeeded(label, i, i));
        while (left.Count > 1)
        {
            var (i, j) = BestPair();
            var pair = Contract(left[i], left[j], label => IsNeeded(label, i, j));
            left.RemoveAt(j);
            left[i] = pair;
        }
        return left[0].Arranged(output);
    }

    /// <summary>The diagonal along axes of one label.</summary>
    private static Labelled WithoutRepetition(Labelled x)
    {
        while (true)
        {
            var labels = x.Labels;
            int second = Array.FindIndex(labels, label => Array.IndexOf(labels, label) != Array.LastIndexOf(labels, label));
            if (second < 0)
                return x;
            int last = Array.LastIndexOf(labels, labels[second]);
            int[] others = [.. Enumerable.Range(0, labels.Length).Where(axis => axis != second && axis != last)];
            x = new(Matrices.Diagonal(x.Value.Permute([.. others, second, last])), [.. others.Select(axis => labels[axis]), labels[second]]);
        }
    }

    /// <summary>An axis of size 1 that meets a longer one of its label is that of all: it goes.</summary>
    private void DropSingles()
    {
        for (int i = 0; i < left.Count; i++)
        {
            var (value, labels) = left[i];
            int[] gone = [.. Enumerable.Range(0, labels.Length).Where(axis => value.Shape[axis] == 1 && left.Exists(other => IsLonger(other, labels[axis])))];
            if (gone.Length > 0)
                left[i] = new(value.Squeeze(gone), [.. labels.Where((_, axis) => !gone.Contains(axis))]);
        }

        static bool IsLonger(Labelled x, int label) => Array.IndexOf(x.Labels, label) is >= 0 and var axis && x.Value.Shape[axis] != 1;
    }

    /// <summary>Whether the result or a tensor other than two has the label.</summary>
    private bool IsNeeded(int label, int i, int j)
    {
        if (output.Contains(label))
            return true;
        for (int k = 0; k < left.Count; k++)
            if (k != i && k != j && left[k].Labels.Contains(label))
                return true;
        return false;
    }

    private (int I, int J) BestPair()
    {
        var best = (0, 1);
        double least = double.PositiveInfinity;
        for (int i = 0; left.Count > 2 && i < left.Count; i++)
            for (int j = i + 1; j < left.Count; j++)
            {
                double result = 1;
                foreach (int label in left[i].Labels.Union(left[j].Labels))
                    if (IsNeeded(label, i, j))
                        result *= Array.IndexOf(left[i].Labels, label) is >= 0 and var axis
                            ? left[i].Value.Shape[axis]
                            : left[j].Value.Shape[Array.IndexOf(left[j].Labels, label)];
                double growth = result - left[i].Value.ElementCount - left[j].Value.ElementCount;
                if (growth < least)
                    (least, best) = (growth, (i, j));
            }
        return best;
    }

    private static Labelled Contract(Labelled a, Labelled b, Func<int, bool> isKept)
    {
        // What only one of them has and nobody else needs is summed before.
        a = a.Summed(label => isKept(label) || b.Labels.Contains(label));
        b = b.Summed(label => isKept(label) || a.Labels.Contains(label));
        int[] batch = [.. a.Labels.Where(label => isKept(label) && b.Labels.Contains(label))];
        int[] summed = [.. a.Labels.Where(label => !isKept(label))];
        int[] rows = [.. a.Labels.Where(label => !b.Labels.Contains(label))], columns = [.. b.Labels.Where(label => !a.Labels.Contains(label))];
        int[] labels = [.. batch, .. rows, .. columns];
        if (summed.Length == 0)
            return new(a.Arranged(labels) * b.Arranged(labels), labels);
        if (!a.Value.DType.IsFloatingPoint || !b.Value.DType.IsFloatingPoint)
            return new Labelled(a.Arranged([.. labels, .. summed]) * b.Arranged([.. labels, .. summed]), [.. labels, .. summed]).Summed(labels.Contains);
        var product = Matrix(a, batch, rows, summed).MatMul(Matrix(b, batch, summed, columns));
        int[] sizes = [.. labels.Select(label => Array.IndexOf(a.Labels, label) is >= 0 and var axis
            ? a.Value.Shape[axis]
            : b.Value.Shape[Array.IndexOf(b.Labels, label)])];
        return new(product.Reshape(sizes), labels);
    }

    /// <summary>[batch, rows, columns], or [rows, columns] without a batch; a transposed view where memory has it the other way round.</summary>
    private static Tensor Matrix(Labelled x, int[] batch, int[] rows, int[] columns)
    {
        bool isTransposed = rows.Length > 0 && columns.Length > 0 && Array.IndexOf(x.Labels, columns[0]) < Array.IndexOf(x.Labels, rows[0]);
        int[] first = isTransposed ? columns : rows, second = isTransposed ? rows : columns;
        var y = x.Arranged([.. batch, .. first, .. second]);
        int[] sizes = batch.Length > 0 ? [Count(batch), Count(first), Count(second)] : [Count(first), Count(second)];
        y = y.Reshape(sizes);
        return isTransposed ? y.T : y;

        int Count(int[] labels)
        {
            int count = 1;
            foreach (int label in labels)
                count *= x.Value.Shape[Array.IndexOf(x.Labels, label)];
            return count;
        }
    }
}
