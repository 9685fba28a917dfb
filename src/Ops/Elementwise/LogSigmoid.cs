namespace AutoGrad;

/// <summary>The logarithm of the logistic function, y = −ln(1 + e⁻ˣ), which neither overflows nor cancels.</summary>
public sealed record LogSigmoid : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.LogSigmoid<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => (-x).Sigmoid();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The logarithm of the logistic function of each element, −ln(1 + e⁻ˣ).</summary>
        public Tensor LogSigmoid() => Shared<LogSigmoid>.Op.Apply(x);
    }
}
