namespace AutoGrad;

/// <summary>A derivative of the digamma function, y = ψ⁽ⁿ⁾(x) = (−1)ⁿ⁺¹ n! Σ 1/(x + k)ⁿ⁺¹ over all k ≥ 0.</summary>
/// <param name="Order">n, 1 or more.</param>
public sealed record Polygamma(int Order = 1) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(GammaFunctions.Polygamma(Order, double.CreateTruncating(x[i])));
    }

    /// <inheritdoc/>
    protected override int Cost => 200;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => new Polygamma(Order + 1).Apply(x);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>A derivative of the digamma function at each element, ψ⁽ⁿ⁾(x); infinite at 0 and the negative whole numbers.</summary>
        /// <param name="n">Which derivative; 0 for <c>Digamma</c> itself.</param>
        /// <exception cref="ArgumentOutOfRangeException">n is negative, or above 170, where n! is beyond float64.</exception>
        public Tensor Polygamma(int n)
        {
            if (n is < 0 or > 170)
                throw new ArgumentOutOfRangeException(nameof(n), n, "Polygamma: n counts derivatives and must lie between 0 and 170.");
            return n == 0 ? x.Digamma() : new Polygamma(n).Apply(x);
        }
    }
}
