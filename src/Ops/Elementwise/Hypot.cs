using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The length of the hypotenuse, y = √(a² + b²), which neither overflows nor underflows on the way.</summary>
public sealed record Hypot : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Hypot>(a, b, y);

    /// <inheritdoc/>
    protected override int Cost => 10;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => a / y;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => b / y;

    /// <inheritdoc/>
    protected override Domain DomainA => Domain.Positive;

    /// <inheritdoc/>
    protected override Domain DomainB => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => (input == 0 ? Keep.Input0 : Keep.Input1) | Keep.Output;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The length of the hypotenuse over the legs a and b, √(a² + b²), the operands broadcast against each other.</summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Hypot(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Hypot>.Op.Apply(a, b, aName, bName);
    }
}
