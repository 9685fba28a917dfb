using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A number times a logarithm, y = a ln(1 + b), which is 0 where a is 0.</summary>
public sealed record Xlog1py : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => ScalarMap.Map<T, ScalarFunctions.Xlog1py>(a, b, y);

    /// <inheritdoc/>
    protected override int Cost => 14;

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y) => Tensor.Where(a.EqualTo(0) & (b <= -1), 0, b).Log1p();

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) => a / (1 + b);

    /// <inheritdoc/>
    protected override Domain DomainB => new(-0.8, 3);

    /// <inheritdoc/>
    protected override Keep Reads(int input) => Keep.Inputs;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// Each element times the logarithm of 1 + b, a ln(1 + b), which is 0 where a is 0 and b is not NaN, the operands broadcast against each
        /// other.
        /// </summary>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Xlog1py(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Shared<Xlog1py>.Op.Apply(a, b, aName, bName);
    }
}
