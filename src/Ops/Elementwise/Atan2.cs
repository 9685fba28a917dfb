using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The angle of the point with ordinate a and abscissa b, y = atan2(a, b).</summary>
public sealed record Atan2 : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Atan2>(a, b, y);

    /// <inheritdoc/>
    protected override int Cost => 20;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => b / (a * a + b * b);

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => -a / (a * a + b * b);

    /// <inheritdoc/>
    protected override Domain DomainA => Domain.NonZero;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The angle between −π and π of the point whose ordinate this is and whose abscissa is b, the operands broadcast against each other.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Atan2(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Atan2>.Op.Apply(a, b, aName, bName);
    }
}
