using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The quotient rounded down, y = ⌊a / b⌋. The derivatives are 0, as in PyTorch.</summary>
public sealed record FloorDivide : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Division.Floor(a[i], b[i], Name);
    }

    /// <inheritdoc/>
    protected override int Cost => 10;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => 0;

    /// <inheritdoc/>
    protected override Domain DomainA => new(4, 5.9);

    /// <inheritdoc/>
    protected override Domain DomainB => new(3, 3.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Nothing;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The quotient of each pair rounded down, ⌊a / b⌋, the operands broadcast against each other. Whole numbers stay whole. Together with
        /// <c>Remainder</c>, a = b ⌊a / b⌋ + rest.
        /// </summary>
        /// <exception cref="DivideByZeroException">A whole number is divided by 0.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor FloorDivide(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<FloorDivide>.Op.Apply(a, b, aName, bName);
    }
}
