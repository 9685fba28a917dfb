using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The bits moved to the left, y = a · 2ᵇ without what that overflows; 0 where b is negative or no less than a has bits.</summary>
public sealed record LeftShift : BitwiseOp
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Fits(b[i]) ? a[i] << int.CreateTruncating(b[i]) : T.Zero;
    }

    private protected override DType ResultType(DType operands) => operands == DType.Bool ? DType.Int64 : operands;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The bits of each whole number moved to the left by b, filled up with zeros; 0 where b is negative or no less than the bits there are. Bool
        /// counts as Int64. The operands are broadcast against each other.
        /// </summary>
        /// <exception cref="DTypeException">An operand is floating-point.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator <<(Tensor x, Tensor y) => x.LeftShift(y, null, null);

        /// <summary>
        /// The bits of each whole number moved to the left by b, filled up with zeros; 0 where b is negative or no less than the bits there are. Bool
        /// counts as Int64. The operands are broadcast against each other.
        /// </summary>
        /// <exception cref="DTypeException">An operand is floating-point.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor LeftShift(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<LeftShift>.Op.Apply(a, b, aName, bName);
    }
}
