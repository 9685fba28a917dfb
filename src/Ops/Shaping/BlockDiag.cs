namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>A matrix of zeros with the given ones along its diagonal, corner to corner. A vector is a row, a scalar one element.</summary>
        /// <exception cref="ShapeException">One has more than two axes.</exception>
        public static Tensor BlockDiag(params ReadOnlySpan<Tensor> blocks)
        {
            if (blocks.Length == 0)
                return Tensor.Zeros([1, 0]);
            var bands = new Tensor[blocks.Length];
            int columns = 0, left = 0;
            for (int i = 0; i < bands.Length; i++)
            {
                ArgumentNullException.ThrowIfNull(blocks[i], nameof(blocks));
                bands[i] = blocks[i].Rank <= 2 ? blocks[i].AtLeast2D()
                    : throw new ShapeException($"BlockDiag: tensor {i} is {blocks[i].Shape}; blocks are matrices.");
                columns += bands[i].Shape[1];
            }
            for (int i = 0; i < bands.Length; i++)
            {
                int width = bands[i].Shape[1];
                bands[i] = bands[i].Pad(1, left, columns - left - width);
                left += width;
            }
            return Tensor.Cat(bands);
        }
    }
}
