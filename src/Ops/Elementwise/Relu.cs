using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The rectified linear unit, y = max(x, 0). The derivative at 0 is 0, as in PyTorch.</summary>
public sealed record Relu : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Max(x, T.Zero, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Gate(Tensor.OnesLike(y), y);

    /// <inheritdoc/>
    protected override Tensor Vjp(int input, Tensor gradient, Saved saved) => Gate(gradient, saved.Output);

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;

    // A choice and not a product: 0 times an infinite gradient is not 0.
    private static Tensor Gate(Tensor gradient, Tensor y) => Tensor.Where(y <= 0, 0, gradient);
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The rectified linear unit of each element, max(x, 0).</summary>
        public Tensor Relu() => Shared<Relu>.Op.Apply(x);
    }
}
