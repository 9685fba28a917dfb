namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>The Vandermonde matrix of a vector, whose columns are its powers: [n] → [n, columns].</summary>
        /// <param name="columns">How many; as many as rows if left out.</param>
        /// <param name="increasing">Whether the powers begin with x⁰ rather than end with it.</param>
        /// <exception cref="ShapeException">The tensor is no vector.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The number of columns is negative.</exception>
        public Tensor Vander(int? columns = null, bool increasing = false)
        {
            if (x.Rank != 1)
                throw new ShapeException($"Vander: shape {x.Shape} is no vector.");
            int width = columns ?? x.ElementCount;
            ArgumentOutOfRangeException.ThrowIfNegative(width, nameof(columns));
            var dtype = x.DType.IsFloatingPoint ? x.DType : DType.Int64;
            var ones = Tensor.Ones([x.ElementCount, Math.Min(width, 1)], dtype);
            if (width < 2)
                return ones;
            var powers = Tensor.Cat([ones, x.To(dtype).Unsqueeze(1).Expand([x.ElementCount, width - 1])], 1).Cumprod(1);
            return increasing ? powers : powers.Flip(1);
        }
    }
}
