using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Whether both are true, for each pair of elements, the operands broadcast against each other.</summary>
public sealed record And : Comparison
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y) => Predicates.Test<T, Predicates.And>(a, b, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// Whether both are true, for each pair of elements, the operands broadcast against each other; of whole numbers
        /// <c>BitwiseAnd</c>.
        /// </summary>
        /// <exception cref="DTypeException">An operand is floating-point.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator &(Tensor x, Tensor y) =>
            BitwiseOp.IsMeant(x, y) ? x.BitwiseAnd(y, null, null) : x.And(y, null, null);

        /// <summary>Whether both are true, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="DTypeException">An operand is not Bool.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor And(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null)
        {
            Masks.Require(nameof(AutoGrad.And), a, aName, "a");
            Masks.Require(nameof(AutoGrad.And), b, bName, "b");
            return Shared<And>.Op.Apply(a, b, aName, bName);
        }
    }
}
