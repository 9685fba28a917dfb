namespace AutoGrad;

/// <summary>The hyperbolic tangent, y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).</summary>
public sealed record Tanh : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Tanh<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 - y * y;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The hyperbolic tangent of each element.</summary>
        public Tensor Tanh() => Shared<Tanh>.Op.Apply(x);
    }
}
