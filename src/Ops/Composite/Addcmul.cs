using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>x + value · a · b, the operands broadcast against each other.</summary>
        /// <param name="a">The first factor.</param>
        /// <param name="b">The second factor.</param>
        /// <param name="value">By how much the product counts; null for 1.</param>
        /// <param name="aName">What the caller calls a, for errors.</param>
        /// <param name="bName">What the caller calls b, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Addcmul(
            Tensor a,
            Tensor b,
            Tensor? value = null,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            x + (value is null ? a : value * a).Multiply(b, aName, bName);

        /// <summary>x + value · a / b, the operands broadcast against each other. Whole numbers are divided as Float32.</summary>
        /// <param name="a">The dividend.</param>
        /// <param name="b">The divisor.</param>
        /// <param name="value">By how much the quotient counts; null for 1.</param>
        /// <param name="aName">What the caller calls a, for errors.</param>
        /// <param name="bName">What the caller calls b, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Addcdiv(
            Tensor a,
            Tensor b,
            Tensor? value = null,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            x + (value is null ? a : value * a).Divide(b, aName, bName);
    }
}
