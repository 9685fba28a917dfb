namespace AutoGrad;

/// <summary>
/// The softplus, y = ln(1 + e^(βx)) / β, which neither overflows nor cancels; so it needs none of the threshold that other libraries put beyond which
/// y = x.
/// </summary>
/// <param name="Beta">β: the larger, the closer to max(x, 0).</param>
public sealed record Softplus(double Beta = 1) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        if (Beta == 1)
            VectorMap.Map<T, ElementwiseFunctions.Softplus<T>>(x, y);
        else
            VectorMap.Map(x, y, new ElementwiseFunctions.SoftplusOf<T>(T.CreateTruncating(Beta)));
    }

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => (Beta * x).Sigmoid();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The softplus of each element, ln(1 + e^(βx)) / β, accurate for every x.</summary>
        /// <param name="beta">β: the larger, the closer to max(x, 0).</param>
        /// <exception cref="ArgumentOutOfRangeException">β is 0 or not a number.</exception>
        public Tensor Softplus(double beta = 1) => beta == 0 || double.IsNaN(beta)
            ? throw new ArgumentOutOfRangeException(nameof(beta), beta, "Softplus: beta must be a number other than 0, for it divides.")
            : new Softplus(beta).Apply(x);
    }
}
