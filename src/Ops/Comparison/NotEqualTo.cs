using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Whether a ≠ b, for each pair of elements, the operands broadcast against each other; NaN differs from everything, itself too.</summary>
public sealed record NotEqualTo : Comparison
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y) => Predicates.Test<T, Predicates.NotEqual>(a, b, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// Whether a ≠ b, for each pair of elements, the operands broadcast against each other; NaN differs from everything, itself too.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor NotEqualTo(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<NotEqualTo>.Op.Apply(a, b, aName, bName);
    }
}
