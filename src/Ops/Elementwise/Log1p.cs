namespace AutoGrad;

/// <summary>The natural logarithm of one more, y = ln(1 + x), accurate near 0.</summary>
public sealed record Log1p : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Log1p<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / (1 + x);

    /// <inheritdoc/>
    protected override Domain Domain => new(-0.8, 3);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The natural logarithm of one more than each element, ln(1 + x), without the loss of digits that <c>(1 + x).Log()</c> has near 0.
        /// </summary>
        public Tensor Log1p() => Shared<Log1p>.Op.Apply(x);
    }
}
