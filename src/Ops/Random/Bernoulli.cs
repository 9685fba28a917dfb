namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor p)
    {
        /// <summary>Ones and zeros, drawn with the probabilities that the elements are; of their shape and dtype, and without a gradient.</summary>
        /// <param name="generator">Where the numbers are drawn from; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="DTypeException">The probabilities are not floating-point.</exception>
        /// <exception cref="ArgumentOutOfRangeException">One lies outside [0, 1] or is not a number.</exception>
        public Tensor Bernoulli(Generator? generator = null)
        {
            if (!p.DType.IsFloatingPoint)
                throw new DTypeException($"Bernoulli: the probabilities are {p.DType}; convert them with .To(DType.Float32).");
            if (!p.IsBatched && !((p >= 0) & (p <= 1)).All().Item<bool>())
                throw new ArgumentOutOfRangeException(nameof(p), "Bernoulli: a probability lies outside [0, 1] or is not a number.");
            return (Tensor.RandLike(p, generator) < p).To(p.DType);
        }
    }
}
