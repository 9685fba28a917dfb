namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The rectifier with random slopes below 0 (Xu et al. 2015): in training each element has one of its own, drawn between two bounds, and else
        /// all have their mean.
        /// </summary>
        /// <param name="lower">The least slope.</param>
        /// <param name="upper">The greatest slope.</param>
        /// <param name="training">Whether slopes are drawn.</param>
        /// <param name="generator">Where they are drawn from.</param>
        /// <exception cref="ArgumentException">The bounds are not in order.</exception>
        public Tensor RRelu(double lower = 1.0 / 8, double upper = 1.0 / 3, bool training = false, Generator? generator = null)
        {
            if (!(lower <= upper))
                throw new ArgumentException(
                    FormattableString.Invariant($"RRelu: lower is {lower} and upper is {upper}; lower must not be above upper."));
            if (!training)
                return x.LeakyRelu((lower + upper) / 2);
            var slopes = Tensor.Rand(x.Shape, generator, x.DType.IsFloatingPoint ? x.DType : DType.Float32) * (upper - lower) + lower;
            return Tensor.Where(x > 0, x, slopes * x);
        }
    }
}
