namespace AutoGrad;

/// <summary>What the greatest and the least have in common, over tensors.</summary>
internal static class Extrema
{
    public static Tensor Values<TExtremum>(Tensor x, Axes axes, bool keepDim, string operation) where TExtremum : struct, IExtremum
    {
        int[] along = axes.Resolve(x.Shape, operation);
        foreach (int axis in along)
            RequireSome(x, axis, operation);
        var y = Tensor.Empty(x.Shape.Reduce(axes, keepDim), x.DType);
        Array.Sort(along);
        if (x.DType == DType.Float32 ? BlockExtrema<float, TExtremum>.TryValues(x, along, y)
            : x.DType == DType.Float64 && BlockExtrema<double, TExtremum>.TryValues(x, along, y))
            return y;
        var runs = Runs.Over(x, axes);
        switch (x.DType)
        {
            case DType.Float32: Extrema<TExtremum>.Values<float>(runs, y); break;
            case DType.Float64: Extrema<TExtremum>.Values<double>(runs, y); break;
            case DType.Int64: Extrema<TExtremum>.Values<long>(runs, y); break;
            case DType.Int32: Extrema<TExtremum>.Values<int>(runs, y); break;
            case DType.Byte: Extrema<TExtremum>.Values<byte>(runs, y); break;
            default: throw new DTypeException($"{operation}: the tensor is Bool; use Any or All, or convert with .To(DType.Byte).");
        }
        return y;
    }

    public static Tensor Positions<TExtremum>(Tensor x, int axis, bool keepDim, string operation) where TExtremum : struct, IExtremum
    {
        axis = x.Shape.Axis(axis, operation);
        RequireSome(x, axis, operation);
        var y = Tensor.Empty(x.Shape.Reduce(axis, keepDim), DType.Int64);
        var runs = Runs.Along(x.DType == DType.Bool ? x.To(DType.Byte) : x, axis);
        switch (runs.Values.DType)
        {
            case DType.Float32: Extrema<TExtremum>.Positions<float>(runs, y); break;
            case DType.Float64: Extrema<TExtremum>.Positions<double>(runs, y); break;
            case DType.Int64: Extrema<TExtremum>.Positions<long>(runs, y); break;
            case DType.Int32: Extrema<TExtremum>.Positions<int>(runs, y); break;
            default: Extrema<TExtremum>.Positions<byte>(runs, y); break;
        }
        return y;
    }

    private static void RequireSome(Tensor x, int axis, string operation)
    {
        if (x.Shape[axis] == 0)
            throw new ShapeException(
                $"{operation}: axis {axis} of shape {x.Shape} is empty, and of no values none is the " +
                $"{(operation.EndsWith("Max", StringComparison.Ordinal) ? "greatest" : "least")}. " +
                "Leave empty tensors out, or join a value to start from with Tensor.Cat.");
    }
}
