using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The bits that are set in either operand.</summary>
public sealed record BitwiseOr : BitwiseOp
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => TensorPrimitives.BitwiseOr(a, b, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The bits set in either of each pair of whole numbers; of Bool whether either is true, the operands broadcast against each other.
        /// </summary>
        /// <exception cref="DTypeException">An operand is floating-point.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor BitwiseOr(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<BitwiseOr>.Op.Apply(a, b, aName, bName);
    }
}
