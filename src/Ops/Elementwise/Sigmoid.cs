namespace AutoGrad;

/// <summary>The logistic function, y = 1 / (1 + e⁻ˣ).</summary>
public sealed record Sigmoid : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Sigmoid<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => y * (1 - y);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The logistic function of each element, 1 / (1 + e⁻ˣ).</summary>
        public Tensor Sigmoid() => Shared<Sigmoid>.Op.Apply(x);
    }
}
