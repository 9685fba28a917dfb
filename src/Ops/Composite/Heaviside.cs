using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The step function: 0 below 0, 1 above it, and the given values at 0, broadcast against each other. NaN counts as below.</summary>
        /// <param name="values">What stands at 0.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="valuesName">What the caller calls the values, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        public Tensor Heaviside(
            Tensor values,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(values))] string? valuesName = null)
        {
            ArgumentNullException.ThrowIfNull(values);
            var dtype = DTypes.Promote(x, values);
            return Tensor.Where(x.EqualTo(0), values.To(dtype), (x > 0).To(dtype), xName, valuesName, xName);
        }
    }
}
