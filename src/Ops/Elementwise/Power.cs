using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>The power, y = aᵇ. Whole numbers are raised as Float32.</summary>
public sealed record Power : BinaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) => PowerKernel.Pow(a, b, y);

    /// <inheritdoc/>
    protected override Tensor DerivativeA(Tensor a, Tensor b, Tensor y)
    {
        if (b.IsNumber)
            return b.Item() is var n && n == 0 ? 0 : n * a.Pow(n - 1);
        // b aᵇ⁻¹, but 0 and not 0 · ∞ for 0⁰.
        return b * a.Pow(Tensor.Where(a.EqualTo(0) & b.EqualTo(0), 1, b) - 1);
    }

    /// <inheritdoc/>
    protected override Tensor DerivativeB(Tensor a, Tensor b, Tensor y) =>
        // 0ᵇ does not change with b: 0 and not 0 · −∞. A bare number's logarithm would be a Float32.
        y * Tensor.Where(a.EqualTo(0) & (b >= 0), 1, a.To(y.DType)).Log();

    /// <inheritdoc/>
    protected override Domain DomainA => Domain.Positive;

    /// <inheritdoc/>
    protected override Keep Reads(int input) => input == 0 ? Keep.Inputs : Keep.Everything;
}

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>
        /// Each element raised to a power, aᵇ, where b is the exponent, the operands broadcast against each other. The derivatives where a is 0 are
        /// those of PyTorch: 0 by b, and 0 by a where b is 0 too. Whole numbers are raised as Float32.
        /// </summary>
        /// <param name="exponent">The exponent; a number or a tensor.</param>
        /// <param name="aName">What the caller calls a, for errors.</param>
        /// <param name="exponentName">What the caller calls the exponent, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Pow(
            Tensor exponent,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(exponent))] string? exponentName = null)
        {
            ArgumentNullException.ThrowIfNull(exponent);
            if (!exponent.IsNumber || !a.DType.IsFloatingPoint || a.IsNumber)
                return Shared<Power>.Op.Apply(a, exponent, aName, exponentName);
            return exponent.Item() switch
            {
                1 => a * 1,
                2 => a.Square(),
                3 => a.Square() * a,
                -1 => a.Reciprocal(),
                0.5 => a.Sqrt(),
                -0.5 => a.Rsqrt(),
                _ => Shared<Power>.Op.Apply(a, exponent, aName, exponentName),
            };
        }
    }
}
