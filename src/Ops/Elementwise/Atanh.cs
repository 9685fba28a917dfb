namespace AutoGrad;

/// <summary>The inverse of the hyperbolic tangent, y = ½ ln((1 + x) / (1 − x)).</summary>
public sealed record Atanh : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Atanh>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / ((1 - x) * (1 + x));

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The number whose hyperbolic tangent each element is; ±∞ at ±1 and NaN beyond.</summary>
        public Tensor Atanh() => Shared<Atanh>.Op.Apply(x);
    }
}
