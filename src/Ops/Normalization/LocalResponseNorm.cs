namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each element divided by a power of the mean square of the channels around it, for x [N, C, …]: x / (k + alpha·Σ x²/size)^beta, the sum
        /// over the size channels from c − size/2 to c + (size − 1)/2, those beyond the ends 0. Krizhevsky, Sutskever and Hinton, NIPS 2012, with
        /// PyTorch's division of alpha by the size.
        /// </summary>
        /// <param name="size">How many neighbouring channels count.</param>
        /// <param name="alpha">The factor of their mean square.</param>
        /// <param name="beta">The exponent.</param>
        /// <param name="k">What is added.</param>
        /// <exception cref="ShapeException">x has less than two axes.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
        public Tensor LocalResponseNorm(int size, double alpha = 1e-4, double beta = 0.75, double k = 1)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
            if (x.Rank < 2)
                throw new ShapeException($"LocalResponseNorm: the input is {x.Shape}; it must be [N, C, …].");
            int channels = x.Shape[1];
            var squares = x.Square().Pad(1, size / 2, (size - 1) / 2);
            var sum = squares.Slice(1, ..channels);
            for (int i = 1; i < size; i++)
                sum += squares.Slice(1, i..(i + channels));
            return x / (k + alpha / size * sum).Pow(beta);
        }
    }
}
