namespace AutoGrad;

/// <summary>What operations that take a tensor of indices share.</summary>
internal static class Indices
{
    /// <summary>A user's indices as Int64.</summary>
    /// <exception cref="DTypeException">They are not whole numbers.</exception>
    public static Tensor Of(Tensor index, string operation, string what = "indices") => index.DType switch
    {
        DType.Int64 => index,
        DType.Int32 or DType.Byte => index.To(DType.Int64),
        _ => throw new DTypeException($"{operation}: the {what} must be whole numbers, Int64 or Int32, not {index.DType}. " +
            "Convert with .To(DType.Int64)."),
    };

    /// <summary>Checks that indices, negative ones counting from the end, lie within an axis.</summary>
    /// <exception cref="IndexException">One does not.</exception>
    public static void RequireWithin(Tensor index, Shape shape, int axis, string operation)
    {
        int size = shape[axis], at = GatherKernels.FirstOutside(index.Contiguous().AsReadOnlySpan<long>(), size);
        if (at >= 0)
            throw new IndexException(
                $"{operation}: index {index.Contiguous().AsReadOnlySpan<long>()[at]} at {(Shape)index.Shape.Position(at)} lies outside axis " +
                $"{axis} of shape {shape}, " +
                (size == 0 ? "which is empty." : $"whose size is {size}; use {-size} to {size - 1}."));
    }

    /// <summary>Checks that labels are the numbers of classes.</summary>
    /// <exception cref="IndexException">One is not.</exception>
    public static void RequireClasses(Tensor labels, int classes, string operation)
    {
        var values = labels.Contiguous().AsReadOnlySpan<long>();
        for (int i = 0; i < values.Length; i++)
            if (values[i] < 0 || values[i] >= classes)
                throw new IndexException(
                    $"{operation}: label {values[i]} at {(Shape)labels.Shape.Position(i)} is not one of the {classes} classes, " +
                    $"which are numbered from 0{(classes == 0 ? "" : $" to {classes - 1}")}.");
    }

    /// <summary>A user's vector of indices into an axis as Int64; a single number is a vector of one.</summary>
    /// <exception cref="ShapeException">It is not a vector.</exception>
    /// <exception cref="DTypeException">They are not whole numbers.</exception>
    /// <exception cref="IndexException">One lies outside the axis.</exception>
    public static Tensor Vector(Tensor index, Shape shape, int axis, string operation)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (index.Rank > 1)
            throw new ShapeException($"{operation}: the index has shape {index.Shape}; it must be a vector. Flatten it, or use Scatter.");
        index = Of(index, operation).Reshape([index.ElementCount]);
        if (!index.IsBatched)
            RequireWithin(index, shape, axis, operation);
        return index;
    }

    /// <summary>As many slices of an axis as there are indices.</summary>
    /// <exception cref="ShapeException">The source does not broadcast to them.</exception>
    public static Tensor Slices(Tensor source, Shape shape, int axis, Tensor index, string operation)
    {
        var slices = shape.With(axis, index.ElementCount);
        return source.Shape.BroadcastsTo(slices)
            ? source.Expand(slices)
            : throw new ShapeException($"{operation}: the source is {source.Shape} and {index.ElementCount} slices along axis {axis} of the {shape} " +
                $"tensor are {slices}; the source must have that shape or broadcast to it.");
    }
}
