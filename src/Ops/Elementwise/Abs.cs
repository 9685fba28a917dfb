using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The absolute value, y = |x|. The derivative at 0 is 0, as in PyTorch.</summary>
public sealed record Abs : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Abs(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => x.Sign();

    /// <inheritdoc/>
    protected override Domain Domain => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Input0;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The absolute value of each element.</summary>
        /// <exception cref="OverflowException">An element is the least Int32 or Int64, whose absolute value these cannot hold.</exception>
        public Tensor Abs() => Shared<Abs>.Op.Apply(x);
    }
}
