namespace AutoGrad.Nn;

/// <summary>What layers share that look vectors up in a table.</summary>
internal static class EmbeddingTable
{
    public static Parameter Draw(int count, int dimension, int? padding, Generator? generator, DType dtype)
    {
        var table = Tensor.Randn([count, dimension], generator, dtype);
        if (padding is { } row)
            table.Select(0, row).FillInPlace(0);
        return new(table);
    }

    /// <summary>A padding index counted from the front.</summary>
    public static int? Padding(string layer, int? index, int count) => index is not { } given ? null
        : given >= -count && given < count ? given < 0 ? given + count : given
        : throw new ArgumentOutOfRangeException("paddingIndex", given, $"{layer}: the padding index must lie from {-count} to {count - 1}.");

    /// <summary>Numbers of rows as Int64, each within the table.</summary>
    public static Tensor Index(Module layer, Tensor x, int count)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType is not (DType.Int64 or DType.Int32 or DType.Byte))
            throw new DTypeException($"{layer.Headline}: the input is {x.DType}; it must hold whole numbers. Convert with .To(DType.Int64).");
        var index = x.To(DType.Int64);
        Inspection.Of(index, all =>
        {
            var values = all.Contiguous().AsReadOnlySpan<long>();
            for (int i = 0; i < values.Length; i++)
                if (values[i] < 0 || values[i] >= count)
                    throw new IndexException($"{layer.Headline}: the input holds {values[i]} at {(Shape)all.Shape.Position(i)}; the table has " +
                        $"{count} vectors, numbered from 0 to {count - 1}.");
        });
        return index;
    }

    /// <summary>The vectors of an index, [...] → [..., D].</summary>
    public static Tensor Rows(Tensor weight, Tensor index) =>
        weight.IndexSelect(0, index.Flatten()).Reshape([.. index.Shape, weight.Shape[1]]);

    /// <summary>Shortens those vectors in the table that are looked up and longer than they may be.</summary>
    public static void Shorten(Tensor weight, Tensor index, double most, double p)
    {
        using var unrecorded = Autodiff.NoGrad();
        var flat = index.Flatten();
        var rows = weight.Detach().IndexSelect(0, flat);
        var length = rows.PairwiseDistance(0.0, p, epsilon: 0, keepDim: true);
        var table = weight.Detach();
        table[flat] = Tensor.Where(length > most, rows * (most / (length + 1e-7)), rows);
    }

    public static string Describe(Tensor weight, int? padding, double? most) =>
        $"{weight.Shape[0]}, {weight.Shape[1]}" + (padding is { } index ? $", padding index: {index}" : "") +
        (most is { } length ? FormattableString.Invariant($", max norm: {length}") : "");
}
