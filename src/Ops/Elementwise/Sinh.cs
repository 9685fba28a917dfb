namespace AutoGrad;

/// <summary>The hyperbolic sine, y = (eˣ − e⁻ˣ) / 2.</summary>
public sealed record Sinh : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Sinh>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Cosh();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The hyperbolic sine of each element.</summary>
        public Tensor Sinh() => Shared<Sinh>.Op.Apply(x);
    }
}
