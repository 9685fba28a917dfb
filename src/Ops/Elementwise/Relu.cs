namespace AutoGrad;

/// <summary>The rectified linear unit, y = max(x, 0). The derivative at 0 is 0, as in PyTorch.</summary>
public sealed record Relu : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => VectorMap.Map<T, ElementwiseFunctions.Relu<T>>(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Shared<ReluBackward>.Op.Apply(Tensor.OnesLike(y), y);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Shared<ReluBackward>.Op.Apply(gradient, saved.Output);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The rectified linear unit of each element, max(x, 0).</summary>
        public Tensor Relu() => Shared<Relu>.Op.Apply(x);
    }
}
