namespace AutoGrad;

/// <summary>The inverse of the error function, erf y = x.</summary>
public sealed record Erfinv : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Erfinv>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0.8862269254527580 * (y * y).Exp();

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.9, 0.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The number whose error function each element is; ±∞ at ±1 and NaN beyond.</summary>
        public Tensor Erfinv() => Shared<Erfinv>.Op.Apply(x);
    }
}
