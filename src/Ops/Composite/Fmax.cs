using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor a)
    {
        /// <summary>The greater of two elements, the other one where one is NaN; Maximum passes NaN on. Of equal elements the first has the whole
        /// gradient.</summary>
        /// <param name="b">The other tensor, or a number.</param>
        /// <param name="aName">What the caller calls this tensor, for errors.</param>
        /// <param name="bName">What the caller calls the other one, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Fmax(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Tensor.Where(a.GreaterOrEqual(b, aName, bName) | b.IsNaN(), a, b);

        /// <summary>The lesser of two elements, the other one where one is NaN; Minimum passes NaN on. Of equal elements the first has the whole
        /// gradient.</summary>
        /// <inheritdoc cref="Fmax"/>
        public Tensor Fmin(
            Tensor b,
            [CallerArgumentExpression(nameof(a))] string? aName = null,
            [CallerArgumentExpression(nameof(b))] string? bName = null) =>
            Tensor.Where(a.LessOrEqual(b, aName, bName) | b.IsNaN(), a, b);
    }
}
