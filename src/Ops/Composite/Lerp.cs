using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The point between two, x + w (end − x), the three broadcast against each other; exactly x where w is 0, and the end where it is 1. Beyond
        /// 0 and 1 it extrapolates.
        /// </summary>
        /// <param name="end">Where w = 1 leads.</param>
        /// <param name="weight">w, a number or a tensor.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="endName">What the caller calls the end, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Lerp(
            Tensor end,
            Tensor weight,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(end))] string? endName = null)
        {
            ArgumentNullException.ThrowIfNull(weight);
            var way = end.Subtract(x, endName, xName);
            // From the nearer end, so that both are met.
            if (weight.IsNumber)
                return Math.Abs(weight.Item()) < 0.5 ? x + weight * way : end - (1 - weight) * way;
            return Tensor.Where(weight.Abs() < 0.5, x + weight * way, end - (1 - weight) * way);
        }
    }
}
