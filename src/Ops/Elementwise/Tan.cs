namespace AutoGrad;

/// <summary>The tangent, y = tan x.</summary>
public sealed record Tan : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Tan>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 + y * y;

    /// <inheritdoc/>
    protected override Domain Domain => new(-1.3, 1.3);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The tangent of each element, in radians.</summary>
        public Tensor Tan() => Shared<Tan>.Op.Apply(x);
    }
}
