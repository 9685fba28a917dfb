using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The reciprocal, y = 1/x.</summary>
public sealed record Reciprocal : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Reciprocal(x, y);

    /// <inheritdoc/>
    protected override int Cost => 3;

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => -y * y;

    /// <inheritdoc/>
    protected override Domain Domain => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The reciprocal of each element; ∞ at 0.</summary>
        public Tensor Reciprocal() => Shared<Reciprocal>.Op.Apply(x);
    }
}
