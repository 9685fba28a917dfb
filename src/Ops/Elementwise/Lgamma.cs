namespace AutoGrad;

/// <summary>The logarithm of the gamma function, y = ln |Γ(x)|.</summary>
public sealed record Lgamma : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Lgamma>(x, y);

    /// <inheritdoc/>
    protected override int Cost => 40;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Digamma();

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The logarithm of the size of the gamma function of each element; ∞ at 0 and the negative whole numbers.</summary>
        public Tensor Lgamma() => Shared<Lgamma>.Op.Apply(x);
    }
}
