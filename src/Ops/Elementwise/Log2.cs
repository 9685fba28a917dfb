namespace AutoGrad;

/// <summary>The binary logarithm, y = log₂ x.</summary>
public sealed record Log2 : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Log2>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / (0.6931471805599453 * x);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The logarithm of each element to base 2; exact for powers of two, −∞ at 0, NaN below.</summary>
        public Tensor Log2() => Shared<Log2>.Op.Apply(x);
    }
}
