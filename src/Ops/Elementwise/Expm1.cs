namespace AutoGrad;

/// <summary>The exponential less one, y = eˣ − 1, accurate near 0.</summary>
public sealed record Expm1 : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Expm1<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => y + 1;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The exponential of each element less one, eˣ − 1, without the loss of digits that <c>x.Exp() - 1</c> has near 0.</summary>
        public Tensor Expm1() => Shared<Expm1>.Op.Apply(x);
    }
}
