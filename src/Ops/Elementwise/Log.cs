namespace AutoGrad;

/// <summary>The natural logarithm, y = ln x.</summary>
public sealed record Log : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Log<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 1 / x;

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The natural logarithm of each element; −∞ at 0, NaN below.</summary>
        public Tensor Log() => Shared<Log>.Op.Apply(x);
    }
}
