using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Whether one is true and not both, for each pair of elements, the operands broadcast against each other.</summary>
public sealed record Xor : Comparison
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y) => Predicates.Test<T, Predicates.Xor>(a, b, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// Whether one is true and not both, for each pair of elements, the operands broadcast against each other; of whole numbers
        /// <c>BitwiseXor</c>.
        /// </summary>
        /// <exception cref="DTypeException">An operand is floating-point.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator ^(Tensor x, Tensor y) =>
            BitwiseOp.IsMeant(x, y) ? x.BitwiseXor(y, null, null) : x.Xor(y, null, null);

        /// <summary>Whether one is true and not both, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="DTypeException">An operand is not Bool.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Xor(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            Masks.Require(nameof(AutoGrad.Xor), a, aName, "a");
            Masks.Require(nameof(AutoGrad.Xor), b, bName, "b");
            return Shared<Xor>.Op.Apply(a, b, aName, bName);
        }
    }
}
