namespace AutoGrad;

/// <summary>The inverse of the hyperbolic cosine, y = ln(x + √(x² − 1)).</summary>
public sealed record Acosh : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Acosh>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => ((x - 1) * (x + 1)).Rsqrt();

    /// <inheritdoc/>
    protected override Domain Domain => new(1.2, 4);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The number of 0 or more whose hyperbolic cosine each element is; NaN below 1.</summary>
        public Tensor Acosh() => Shared<Acosh>.Op.Apply(x);
    }
}
