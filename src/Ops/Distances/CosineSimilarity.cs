using System.Runtime.CompilerServices;

namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The cosine of the angle between vectors along an axis, Σ x·y / (max(‖x‖, epsilon)·max(‖y‖, epsilon)), the operands broadcast against each
        /// other. Whole numbers are taken as Float32.
        /// </summary>
        /// <param name="y">The other vectors.</param>
        /// <param name="axis">The axis along which the vectors lie, of the shape that both broadcast to; negative counts from the end.</param>
        /// <param name="epsilon">The least length that divides.</param>
        /// <param name="xName">What the caller calls this tensor, for errors.</param>
        /// <param name="yName">What the caller calls the other, for errors.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast, or the axis is out of range.</exception>
        /// <exception cref="ArgumentOutOfRangeException">Epsilon is negative or not a number.</exception>
        public Tensor CosineSimilarity(
            Tensor y,
            int axis = 1,
            double epsilon = 1e-8,
            [CallerArgumentExpression(nameof(x))] string? xName = null,
            [CallerArgumentExpression(nameof(y))] string? yName = null)
        {
            ArgumentNullException.ThrowIfNull(y);
            if (!(epsilon >= 0))
                throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "CosineSimilarity: epsilon must be 0 or more.");
            Vectors.RequireBroadcast(nameof(CosineSimilarity), x, y, xName, yName);
            var shape = Shape.Broadcast(x.Shape, y.Shape);
            int along = shape.Axis(axis);
            return (Unit(x) * Unit(y)).Sum(along);

            Tensor Unit(Tensor v)
            {
                var vectors = Vectors.Real(v).Expand(shape);
                return vectors / vectors.Square().Sum(along, keepDim: true).Clamp(min: epsilon * epsilon).Sqrt();
            }
        }
    }
}
