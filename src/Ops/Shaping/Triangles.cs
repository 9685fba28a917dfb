namespace AutoGrad;

/// <summary>The lower triangles of the matrices in the last two axes, zeros above. It is its own transpose.</summary>
/// <param name="Diagonal">Up to which diagonal values stay: 0 is the main one, positive ones lie above.</param>
public sealed record Tril(int Diagonal = 0) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Triangles.Cleared(x, Diagonal, above: true, Name);

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => Apply(gradient);
}

/// <summary>The upper triangles of the matrices in the last two axes, zeros below. It is its own transpose.</summary>
/// <param name="Diagonal">From which diagonal on values stay: 0 is the main one, positive ones lie above.</param>
public sealed record Triu(int Diagonal = 0) : LinearOp
{
    /// <inheritdoc/>
    protected override Tensor Forward(Tensor x) => Triangles.Cleared(x, Diagonal, above: false, Name);

    /// <inheritdoc/>
    protected override Tensor Transpose(Tensor gradient, Shape shape) => Apply(gradient);
}

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

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The lower triangles of the matrices in the last two axes, zeros above.</summary>
        /// <param name="diagonal">Up to which diagonal values stay: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        public Tensor Tril(int diagonal = 0) => new Tril(diagonal).Apply(x);

        /// <summary>The upper triangles of the matrices in the last two axes, zeros below.</summary>
        /// <param name="diagonal">From which diagonal on values stay: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ShapeException">There are fewer than two axes.</exception>
        public Tensor Triu(int diagonal = 0) => new Triu(diagonal).Apply(x);
    }
}
