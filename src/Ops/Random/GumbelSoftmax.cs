namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor logits)
    {
        /// <summary>
        /// A draw from the Gumbel-softmax distribution (Jang, Gu and Poole, ICLR 2017): softmax((x + g) / temperature) with Gumbel noise g. The lower
        /// the temperature, the closer to one of the classes.
        /// </summary>
        /// <param name="temperature">The temperature, more than 0.</param>
        /// <param name="hard">Whether the result is the nearest one-hot vector, with the gradient of the soft one.</param>
        /// <param name="axis">The axis of the classes; negative counts from the end.</param>
        /// <param name="generator">Where the noise is drawn from; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">The temperature is not positive.</exception>
        /// <exception cref="DTypeException">The elements are not floating-point.</exception>
        /// <exception cref="ShapeException">The axis is out of range.</exception>
        public Tensor GumbelSoftmax(double temperature = 1, bool hard = false, int axis = -1, Generator? generator = null)
        {
            if (!(temperature > 0))
                throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "GumbelSoftmax: the temperature must be more than 0.");
            var noise = -(-Tensor.RandLike(logits, generator).Log()).Log();
            var soft = ((logits + noise) / temperature).Softmax(axis);
            if (!hard)
                return soft;
            var nearest = Tensor.ZerosLike(soft).Scatter(axis, soft.ArgMax(axis, keepDim: true), 1);
            return nearest - soft.Detach() + soft;
        }
    }
}
