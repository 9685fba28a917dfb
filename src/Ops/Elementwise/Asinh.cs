namespace AutoGrad;

/// <summary>The inverse of the hyperbolic sine, y = ln(x + √(x² + 1)).</summary>
public sealed record Asinh : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Asinh>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => (x * x + 1).Rsqrt();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The number whose hyperbolic sine each element is.</summary>
        public Tensor Asinh() => Shared<Asinh>.Op.Apply(x);
    }
}
