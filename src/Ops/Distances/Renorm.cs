namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The slices along an axis, those whose p-norm is greater than a bound scaled down to it; the others as they are.</summary>
        /// <param name="p">The norm's exponent, more than 0.</param>
        /// <param name="axis">The axis that counts the slices; negative counts from the end.</param>
        /// <param name="maxNorm">The bound, 0 or more.</param>
        /// <exception cref="ShapeException">The axis is out of range, or there is but one.</exception>
        /// <exception cref="ArgumentOutOfRangeException">p is not positive, or the bound negative or not a number.</exception>
        public Tensor Renorm(double p, int axis, double maxNorm)
        {
            if (!(p > 0))
                throw new ArgumentOutOfRangeException(nameof(p), p, "Renorm: p must be more than 0.");
            if (!(maxNorm >= 0))
                throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "Renorm: the greatest norm must be 0 or more.");
            int kept = x.Shape.Axis(axis);
            if (x.Rank < 2)
                throw new ShapeException($"Renorm: the input is {x.Shape}; its slices along an axis have norms if it has two axes or more.");
            var vectors = Vectors.Real(x);
            var norms = vectors.Norm(p, Enumerable.Range(0, x.Rank).Where(other => other != kept).ToArray(), keepDim: true);
            // The margin is PyTorch's, which keeps it from dividing by 0.
            return vectors * Tensor.Where(norms > maxNorm, maxNorm / (norms + 1e-7), 1);
        }
    }
}
