using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>An affine map of the vectors along the last axis, y = x·Wᵀ + b: [..., in] → [..., out].</summary>
        /// <param name="weight">W, [out, in].</param>
        /// <param name="bias">b, [out]; null for none.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="weightName">What the caller calls the weight, for errors.</param>
        /// <param name="biasName">What the caller calls the bias, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not fit.</exception>
        /// <exception cref="DTypeException">An operand is not floating-point.</exception>
        public Tensor Linear(
            Tensor weight,
            Tensor? bias = null,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null,
            [CallerArgumentExpression(nameof(bias))] string? biasName = null)
        {
            ArgumentNullException.ThrowIfNull(weight);
            if (weight.Rank != 2 || x.Rank == 0 || x.Shape[^1] != weight.Shape[1])
                throw new ShapeException($"Linear: {CallerName.Or(xName, "x")} is {x.Shape} and {CallerName.Or(weightName, "weight")} is " +
                    $"{weight.Shape}; they must be [..., in] and [out, in].");
            if (bias is not null && !bias.Shape.BroadcastsTo([weight.Shape[0]]))
                throw new ShapeException(
                    $"Linear: {CallerName.Or(biasName, "bias")} is {bias.Shape}; it must be [out], which is [{weight.Shape[0]}].");
            var y = x.MatMul(weight.T, xName, weightName);
            return bias is null ? y : y + bias;
        }
    }
}
