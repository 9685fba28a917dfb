using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The remainder of division that is cut off towards 0, y = a − b trunc(a / b), which is 0 or has the sign of a.
/// The derivatives are 1 and −trunc(a / b), also where it jumps, as in PyTorch.
/// </summary>
public sealed record Fmod : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = Division.Fmod(a[i], b[i], Name);
    }

    /// <inheritdoc/>
    protected override int Cost => 10;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => 1;

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => -a.TruncDivide(b);

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
        /// The remainder of each pair's division cut off towards 0, a − b trunc(a / b), which is 0 or has the sign of a, as C#'s % for numbers, the
        /// operands broadcast against each other. Whole numbers stay whole. NaN where b is 0.
        /// </summary>
        /// <exception cref="DivideByZeroException">A whole number is divided by 0.</exception>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Fmod(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Fmod>.Op.Apply(a, b, aName, bName);
    }
}
