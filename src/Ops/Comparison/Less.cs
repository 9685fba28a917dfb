using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Whether a &lt; b, for each pair of elements, the operands broadcast against each other.</summary>
public sealed record Less : Comparison
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y) => Predicates.Test<T, Predicates.Less>(a, b, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>Whether a &lt; b, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Less(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Less>.Op.Apply(a, b, aName, bName);
    }
}
