using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A number times a logarithm, y = a ln b, which is 0 where a is 0.</summary>
public sealed record Xlogy : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Xlogy>(a, b, y);

    /// <inheritdoc/>
    protected override int Cost => 12;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => Tensor.Where(a.EqualTo(0) & (b <= 0), 1, b).Log();

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => a / b;

    /// <inheritdoc/>
    protected override Domain DomainB => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// Each element times the logarithm of b, a ln b, which is 0 where a is 0 and b is not NaN, the operands broadcast against each other. So is
        /// its derivative by a there, where b is not positive.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Xlogy(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Xlogy>.Op.Apply(a, b, aName, bName);
    }
}
