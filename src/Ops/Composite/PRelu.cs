using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The rectifier with a slope that is learned, x above 0, else w x (He et al. 2015), for x [N, C, …] with one slope for each channel or for
        /// all. At 0 the slope is w.
        /// </summary>
        /// <param name="weight">w, [C], or one element.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="weightName">What the caller calls the weight, for errors.</param>
        /// <exception cref="ShapeException">There are neither as many slopes as channels, nor one.</exception>
        public Tensor PRelu(
            Tensor weight,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(weight))] string? weightName = null)
        {
            ArgumentNullException.ThrowIfNull(weight);
            int channels = x.Rank > 1 ? x.Shape[1] : 1;
            if (weight.Rank > 1 || weight.ElementCount != 1 && weight.ElementCount != channels)
                throw new ShapeException(
                    $"PRelu: {CallerName.Or(weightName, "weight")} is {weight.Shape} and {CallerName.Or(xName, "x")} is {x.Shape}, of {channels} " +
                    $"channel{(channels == 1 ? "" : "s")}; there must be one slope for each channel, [{channels}], or one for all.");
            var slope = weight.Rank == 0 ? weight
                : weight.ElementCount == 1 ? weight.Reshape([])
                : weight.Reshape([channels, .. Enumerable.Repeat(1, x.Rank - 2)]);
            return Tensor.Where(x > 0, x, slope * x);
        }
    }
}
