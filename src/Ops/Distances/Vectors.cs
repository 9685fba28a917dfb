namespace AutoGrad;

/// <summary>What distances ask of the vectors they are given.</summary>
internal static class Vectors
{
    /// <summary>A floating-point tensor; whole numbers as Float32.</summary>
    public static Tensor Real(Tensor x) => x.DType.IsFloatingPoint ? x : x.To(DType.Float32);

    /// <summary>Checks that two tensors broadcast.</summary>
    /// <exception cref="ShapeException">They do not.</exception>
    public static void RequireBroadcast(string operation, Tensor x, Tensor y, string? xName, string? yName)
    {
        if (!Shape.TryBroadcast(x.Shape, y.Shape, out _))
            throw new ShapeException(
                $"{operation}: {CallerName.Or(xName, "x")} is {x.Shape} and {CallerName.Or(yName, "y")} is {y.Shape}; aligned at the last axis, " +
                "sizes must be equal or 1. Reshape or slice one of them.");
    }
}
