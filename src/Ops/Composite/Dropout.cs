namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each element 0 with probability p, and divided by 1 − p otherwise, so that the expectation stays. Srivastava et al., JMLR 2014, in the
        /// inverted form.
        /// </summary>
        /// <param name="p">The probability of an element to be dropped.</param>
        /// <param name="training">If false, nothing is dropped.</param>
        /// <param name="generator">Where the choices are drawn from.</param>
        /// <exception cref="ArgumentOutOfRangeException">p does not lie in [0, 1].</exception>
        /// <exception cref="DTypeException">x does not hold floating-point numbers.</exception>
        public Tensor Dropout(double p = 0.5, bool training = true, Generator? generator = null)
        {
            if (!(p >= 0 && p <= 1))
                throw new ArgumentOutOfRangeException(nameof(p), p, "Dropout: p is a probability and must lie in [0, 1].");
            if (!x.DType.IsFloatingPoint)
                throw new DTypeException($"Dropout: x is {x.DType}; it must be floating-point. Convert with .To(DType.Float32).");
            if (!training || p == 0)
                return x;
            if (p == 1)
                return x * 0;
            var kept = Tensor.Rand(x.Shape, generator, x.DType) >= p;
            return x * (kept.To(x.DType) * (1 / (1 - p)));
        }
    }
}
