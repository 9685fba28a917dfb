namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The vectors along an axis divided by their length, x / max(‖x‖, epsilon) in the p-norm. Whole numbers are taken as
        /// Float32.</summary>
        /// <param name="p">The norm's exponent, 0 or more; infinity for the greatest element.</param>
        /// <param name="axis">The axis along which the vectors lie; negative counts from the end.</param>
        /// <param name="epsilon">The least length that divides.</param>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        /// <exception cref="ArgumentOutOfRangeException">p or epsilon is negative or not a number.</exception>
        public Tensor Normalize(double p = 2, int axis = 1, double epsilon = 1e-12)
        {
            if (!(epsilon >= 0))
                throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Normalize: epsilon must be 0 or more.");
            var vectors = Vectors.Real(x);
            return vectors / vectors.Norm(p, axis, keepDim: true).Clamp(min: epsilon);
        }
    }
}
