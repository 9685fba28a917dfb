using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The remainder of division, y = a − b ⌊a / b⌋, which is 0 or has the sign of b.
/// The derivatives are 1 and −⌊a / b⌋, also where it jumps, as in PyTorch.
/// </summary>
public sealed record Remainder : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Division.Remainder(a[i], b[i], Name);
    }

    /// <inheritdoc/>
    protected override int Cost => 10;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 1;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => -a.FloorDivide(b);

    /// <inheritdoc/>
    protected override Domain DomainA => new(4, 5.9);

    /// <inheritdoc/>
    protected override Domain DomainB => new(3, 3.9);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Nothing : Keep.Inputs;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// The remainder of each pair's division, as <c>Remainder</c>: 0 or of the sign of y, as in PyTorch and Python and unlike C#'s own, which is
        /// <c>Fmod</c>.
        /// </summary>
        /// <exception cref="DivideByZeroException">A whole number is divided by 0.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public static Tensor operator %(Tensor x, Tensor y) => Shared<Remainder>.Op.Apply(x, y);

        /// <summary>
        /// The remainder of each pair's division, a − b ⌊a / b⌋, which is 0 or has the sign of b, the operands broadcast against each other. Whole
        /// numbers stay whole. NaN where b is 0.
        /// </summary>
        /// <exception cref="DivideByZeroException">A whole number is divided by 0.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Remainder(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Remainder>.Op.Apply(a, b, aName, bName);
    }
}
