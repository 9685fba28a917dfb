using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The logarithm of a sum of exponentials, y = ln(eᵃ + eᵇ), which does not overflow.</summary>
public sealed record LogAddExp : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.LogAddExp>(a, b, y);

    /// <inheritdoc/>
    protected override int Cost => 30;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => (a - b).Sigmoid();

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => (b - a).Sigmoid();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The logarithm of the sum of the exponentials of each pair of elements, ln(eᵃ + eᵇ), the operands broadcast against each other.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor LogAddExp(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<LogAddExp>.Op.Apply(a, b, aName, bName);
    }
}
