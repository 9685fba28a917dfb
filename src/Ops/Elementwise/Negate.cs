using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>The opposite, y = −x.</summary>
public sealed record Negate : UnaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Negate(x, y);

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => -1;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;
}

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The opposite of each element.</summary>
        public static Tensor operator -(Tensor value) => Shared<Negate>.Op.Apply(value);

        /// <summary>The opposite of each element.</summary>
        public Tensor Negate() => Shared<Negate>.Op.Apply(x);
    }
}
