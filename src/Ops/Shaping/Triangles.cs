namespace AutoGrad;

internal static class Triangles
{
    public static Tensor Cleared(Tensor x, int diagonal, bool above, string operation)
    {
        if (x.Rank < 2)
            throw new ShapeException($"{operation}: shape {x.Shape} has no matrices; two axes or more are needed. Unsqueeze a vector first.");
        var y = x.Clone();
        switch (y.DType)
        {
            case DType.Float32: Clear<float>(y, diagonal, above); break;
            case DType.Float64: Clear<double>(y, diagonal, above); break;
            case DType.Int64: Clear<long>(y, diagonal, above); break;
            case DType.Int32: Clear<int>(y, diagonal, above); break;
            case DType.Bool: Clear<bool>(y, diagonal, above); break;
            default: Clear<byte>(y, diagonal, above); break;
        }
        return y;
    }

    private static void Clear<T>(Tensor y, int diagonal, bool above) where T : unmanaged =>
        Triangle.Clear(y.AsSpan<T>(), y.Shape[^2], y.Shape[^1], diagonal, above);
}
