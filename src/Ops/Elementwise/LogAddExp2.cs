using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The binary logarithm of a sum of powers of two, y = log₂(2ᵃ + 2ᵇ), which does not overflow.</summary>
public sealed record LogAddExp2 : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.LogAddExp2>(a, b, y);

    /// <inheritdoc/>
    protected override int Cost => 30;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => (0.6931471805599453 * (a - b)).Sigmoid();

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => (0.6931471805599453 * (b - a)).Sigmoid();

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The binary logarithm of the sum of the powers of two of each pair of elements, log₂(2ᵃ + 2ᵇ), the operands broadcast against each other.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor LogAddExp2(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<LogAddExp2>.Op.Apply(a, b, aName, bName);
    }
}
