namespace AutoGrad;

/// <summary>What the operations on masks ask of them.</summary>
internal static class Masks
{
    /// <summary>Refuses a tensor that is not Bool.</summary>
    public static void Require(string operation, Tensor mask, string? name, string letter)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.DType == DType.Bool)
            return;
        string shown = CallerName.Or(name, letter);
        throw new DTypeException($"{operation}: {shown} is {mask.DType} and must be Bool. Did you mean a comparison, {shown}.NotEqualTo(0)?");
    }

    /// <summary>The shape that a tensor and a mask broadcast to.</summary>
    public static Shape Common(string operation, Tensor x, Tensor mask, string? xName, string? maskName)
    {
        Require(operation, mask, maskName, "mask");
        if (!Shape.TryBroadcast(x.Shape, mask.Shape, out var shape))
            throw new ShapeException(
                $"{operation}: {CallerName.Or(xName, "x")} is {x.Shape} and {CallerName.Or(maskName, "mask")} is {mask.Shape}; aligned at the last " +
                "axis, sizes must be equal or 1. Unsqueeze the mask, or index with it: x[mask].");
        return shape;
    }
}
