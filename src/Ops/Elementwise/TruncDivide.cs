using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The quotient rounded towards 0, y = trunc(a / b). The derivatives are 0, as in PyTorch.</summary>
public sealed record TruncDivide : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Division.Truncate(a[i], b[i], Name);
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
        /// The quotient of each pair rounded towards 0, trunc(a / b), as C#'s / for whole numbers, the operands broadcast against each other. Whole
        /// numbers stay whole.
        /// </summary>
        /// <exception cref="DivideByZeroException">A whole number is divided by 0.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor TruncDivide(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<TruncDivide>.Op.Apply(a, b, aName, bName);
    }
}
