namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Each element brought nearer to 0 by λ, and 0 where it is no farther away; the proximal map of λ|x|.</summary>
        /// <param name="lambda">λ, 0 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">λ is negative or not a number.</exception>
        public Tensor Softshrink(double lambda = 0.5) => lambda >= 0
            ? x - x.Clamp(-lambda, lambda)
            : throw new ArgumentOutOfRangeException(nameof(lambda), lambda, "Softshrink: lambda must be 0 or more.");

        /// <summary>Each element that is farther from 0 than λ, and 0 instead of the others.</summary>
        /// <param name="lambda">λ; with a negative one everything stays.</param>
        public Tensor Hardshrink(double lambda = 0.5) => Tensor.Where((x >= -lambda) & (x <= lambda), 0, x);
    }
}
