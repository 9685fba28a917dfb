namespace AutoGrad;

/// <summary>The sign, y = −1, 0 or 1; NaN stays NaN. The derivative is 0 everywhere.</summary>
public sealed record Sign : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Sign<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The sign of each element: −1, 0 or 1; NaN stays NaN.</summary>
        public Tensor Sign() => Shared<Sign>.Op.Apply(x);
    }
}
