namespace AutoGrad;

/// <summary>The cosine, y = cos x.</summary>
public sealed record Cos : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Cos<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => -x.Sin();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The cosine of each element, in radians.</summary>
        public Tensor Cos() => Shared<Cos>.Op.Apply(x);
    }
}
