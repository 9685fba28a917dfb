namespace AutoGrad;

/// <summary>The square, y = x².</summary>
public sealed record Square : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Square<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 2 * x;

    /// <inheritdoc/>
    protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
        2 * gradient * saved[0]; // A mean's gradient is one value a column; doubling that is less work than doubling x.

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The square of each element.</summary>
        public Tensor Square() => Shared<Square>.Op.Apply(x);
    }
}
