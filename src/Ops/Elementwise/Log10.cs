namespace AutoGrad;

/// <summary>The decimal logarithm, y = log₁₀ x.</summary>
public sealed record Log10 : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.MapInDouble<T, DoubleFunctions.Log10>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / (2.302585092994046 * x);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The logarithm of each element to base 10; −∞ at 0, NaN below.</summary>
        public Tensor Log10() => Shared<Log10>.Op.Apply(x);
    }
}
