using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The bits that are set in one of both operands.</summary>
public sealed record BitwiseXor : BitwiseOp
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.Xor(a, b, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The bits set in just one of each pair of whole numbers; of Bool whether they differ, the operands broadcast against each other.
        /// </summary>
        /// <exception cref="DTypeException">An operand is floating-point.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor BitwiseXor(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<BitwiseXor>.Op.Apply(a, b, aName, bName);
    }
}
