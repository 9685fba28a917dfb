namespace AutoGrad;

/// <summary>The derivative of the logarithm of the gamma function, y = ψ(x) = Γ′(x) / Γ(x).</summary>
public sealed record Digamma : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Digamma>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 40;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Polygamma(1);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The logarithmic derivative of the gamma function at each element; −∞ at 0 and NaN at the negative whole numbers.</summary>
        public Tensor Digamma() => Shared<Digamma>.Op.Apply(x);
    }
}
