namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Channels dealt out: of g groups of them, axis 1 has the first of each, then the second of each, and so on. [N, C, ...] → the same.
        /// Zhang et al., CVPR 2018.</summary>
        /// <param name="groups">g.</param>
        /// <exception cref="ShapeException">x has less than three axes, or g does not divide the channels.</exception>
        /// <exception cref="ArgumentOutOfRangeException">There are no groups.</exception>
        public Tensor ChannelShuffle(int groups)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
            if (x.Rank < 3 || x.Shape[1] % groups != 0)
                throw new ShapeException($"ChannelShuffle: the input is {x.Shape}; it must be [N, C, ...], C being divided by the number of groups, " +
                    $"{groups}.");
            return x.Unflatten(1, groups, x.Shape[1] / groups).Transpose(1, 2).Reshape([.. x.Shape]);
        }
    }
}
