namespace AutoGrad;

/// <summary>What operations that take a vector of indices share.</summary>
internal static class IndexVector
{
    /// <summary>A user's indices as Int64.</summary>
    public static Tensor Of(Tensor index, string operation) => index.DType switch
    {
        DType.Int64 when index.Rank == 1 => index,
        _ when index.Rank != 1 => throw new ShapeException($"{operation}: the index has shape {index.Shape}; it must be a vector. " +
            "Flatten it, or use Gather."),
        DType.Int32 or DType.Byte => index.To(DType.Int64),
        _ => throw new DTypeException($"{operation}: the index is {index.DType}; indices are whole numbers, Int64 or Int32."),
    };

    /// <summary>The indices, negative ones counting from the end, after a check of each.</summary>
    public static ReadOnlySpan<long> Check(Tensor index, Shape shape, int axis, string operation)
    {
        var values = index.Contiguous().AsReadOnlySpan<long>();
        int size = shape[axis];
        for (int i = 0; i < values.Length; i++)
            if (values[i] < -size || values[i] >= size)
                throw new IndexException($"{operation}: index {values[i]} at position {i} lies outside axis {axis} of shape {shape}, whose size is " +
                    $"{size}.");
        return values;
    }

    /// <summary>An index counted from 0.</summary>
    public static int Row(long index, int size) => (int)(index < 0 ? index + size : index);

    /// <summary>The slices along an axis, of one sample after another: [B, …, n, …] → [B·n, …].</summary>
    public static Tensor Rows(Tensor x, int axis)
    {
        x = Permute.Moved(x, axis, 1);
        return x.Reshape([x.Shape[0] * x.Shape[1], .. x.Shape.AsSpan()[2..]]);
    }

    /// <summary>Indices into an axis of each sample, [B, n], as indices of <see cref="Rows"/>.</summary>
    public static Tensor OfRows(Tensor index, int size) => new RowOffsets(size).Apply(index).Reshape([index.ElementCount]);

    /// <summary>What <see cref="Rows"/> undoes: [B·n, …] → [B, …, n, …].</summary>
    public static Tensor Samples(Tensor rows, int batch, int size, int axis) =>
        Permute.Moved(rows.Reshape([batch, size, .. rows.Shape.AsSpan()[1..]]), 1, axis);

    /// <summary>How many elements lie before, along and after an axis.</summary>
    public static (int Outer, int Size, int Inner) Around(Shape shape, int axis)
    {
        int outer = 1, inner = 1;
        for (int i = 0; i < axis; i++)
            outer *= shape[i];
        for (int i = axis + 1; i < shape.Rank; i++)
            inner *= shape[i];
        return (outer, shape[axis], inner);
    }
}
