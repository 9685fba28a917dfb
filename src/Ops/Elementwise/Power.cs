using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>The power, y = aᵇ. Whole numbers stay whole, and wrap around where the power is out of range.</summary>
public sealed record Power : BinaryArithmetic
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
    {
        if (typeof(T) == typeof(float))
            PowerKernel.Pow(MemoryMarshal.Cast<T, float>(a), MemoryMarshal.Cast<T, float>(b), MemoryMarshal.Cast<T, float>(y));
        else if (typeof(T) == typeof(double))
            PowerKernel.Pow(MemoryMarshal.Cast<T, double>(a), MemoryMarshal.Cast<T, double>(b), MemoryMarshal.Cast<T, double>(y));
        else
            PowerKernel.Whole(a, b, y);
    }

    /// <inheritdoc/>
    protected override int Cost => 8;

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
        /// those of PyTorch: 0 by b, and 0 by a where b is 0 too. Whole numbers raised to whole ones stay whole, as in PyTorch: they wrap around, and a
        /// negative exponent leaves what is not 0 of 1/aᵇ, so 1, −1 or 0. <c>x.Pow(2.0)</c> makes Float32 of them.
        /// </summary>
        /// <param name="exponent">The exponent; a number or a tensor.</param>
        /// <param name="aName">What the caller calls a, for errors.</param>
        /// <param name="exponentName">What the caller calls the exponent, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        /// <exception cref="DTypeException">The exponent is a negative whole number and a holds whole numbers.</exception>
        public Tensor Pow(
            Tensor exponent,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(exponent))] string? exponentName = null)
        {
            ArgumentNullException.ThrowIfNull(exponent);
            if (exponent.IsNumber && !exponent.DType.IsFloatingPoint && !a.DType.IsFloatingPoint && exponent.Item() is var whole && whole < 0)
                throw new DTypeException(
                    $"Pow: {CallerName.Or(aName, "a")} is {a.DType}, and whole numbers have no whole powers of exponent {whole}. Convert with " +
                    $".To(DType.Float32), or write Pow({whole}.0).");
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
