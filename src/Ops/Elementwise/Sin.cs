namespace AutoGrad;

/// <summary>The sine, y = sin x.</summary>
public sealed record Sin : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Sin<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Cos();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The sine of each element, in radians.</summary>
        public Tensor Sin() => Shared<Sin>.Op.Apply(x);
    }
}
