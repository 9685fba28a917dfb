using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The reciprocal of the square root, y = 1/√x.</summary>
public sealed record Rsqrt : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.ReciprocalSqrt(x, y);

    /// <inheritdoc/>
    protected override int Cost => 4;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => -0.5 * y * y * y;

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The reciprocal of the square root of each element; ∞ at 0, NaN below.</summary>
        public Tensor Rsqrt() => Shared<Rsqrt>.Op.Apply(x);
    }
}
