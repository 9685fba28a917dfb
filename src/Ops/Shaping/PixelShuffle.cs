namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Channels spread over pixels: [..., C·r², H, W] → [..., C, H·r, W·r]. Shi et al., CVPR 2016.</summary>
        /// <param name="factor">r.</param>
        /// <exception cref="ShapeException">x has less than three axes, or r² does not divide the channels.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The factor is not positive.</exception>
        public Tensor PixelShuffle(int factor)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
            if (x.Rank < 3 || x.Shape[^3] % (factor * factor) != 0)
                throw new ShapeException($"PixelShuffle: the input is {x.Shape}; it must be [..., C, H, W], C being divided by {factor * factor}, " +
                    "the square of the factor.");
            int lead = x.Rank - 3, height = x.Shape[^2], width = x.Shape[^1], channels = x.Shape[^3] / (factor * factor);
            int[] kept = x.Shape.AsSpan()[..lead].ToArray();
            return x.Reshape([.. kept, channels, factor, factor, height, width])
                .Permute([.. Enumerable.Range(0, lead + 1), lead + 3, lead + 1, lead + 4, lead + 2])
                .Reshape([.. kept, channels, height * factor, width * factor]);
        }

        /// <summary>Pixels gathered into channels, the inverse of PixelShuffle: [..., C, H·r, W·r] → [..., C·r², H, W].</summary>
        /// <param name="factor">r.</param>
        /// <exception cref="ShapeException">x has less than three axes, or r does not divide the last two.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The factor is not positive.</exception>
        public Tensor PixelUnshuffle(int factor)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
            if (x.Rank < 3 || x.Shape[^2] % factor != 0 || x.Shape[^1] % factor != 0)
                throw new ShapeException($"PixelUnshuffle: the input is {x.Shape}; it must be [..., C, H, W], H and W being divided by the " +
                    $"factor, {factor}.");
            int lead = x.Rank - 3, height = x.Shape[^2] / factor, width = x.Shape[^1] / factor, channels = x.Shape[^3];
            int[] kept = x.Shape.AsSpan()[..lead].ToArray();
            return x.Reshape([.. kept, channels, height, factor, width, factor])
                .Permute([.. Enumerable.Range(0, lead + 1), lead + 2, lead + 4, lead + 1, lead + 3])
                .Reshape([.. kept, channels * factor * factor, height, width]);
        }
    }
}
