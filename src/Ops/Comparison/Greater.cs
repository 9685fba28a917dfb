using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Whether a &gt; b, for each pair of elements, the operands broadcast against each other.</summary>
public sealed record Greater : Comparison
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<bool> y) => Predicates.Test<T, Predicates.Less>(b, a, y);
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>Whether a &gt; b, for each pair of elements, the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Greater(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Greater>.Op.Apply(a, b, aName, bName);
    }
}
