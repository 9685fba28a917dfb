using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The square root, y = √x.</summary>
public sealed record Sqrt : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Sqrt(x, y);

    /// <inheritdoc/>
    protected override int Cost => 3;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => 0.5 / y;

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The square root of each element; NaN below 0. Its derivative at 0 is infinite.</summary>
        public Tensor Sqrt() => Shared<Sqrt>.Op.Apply(x);
    }
}
