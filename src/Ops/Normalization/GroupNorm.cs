namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// Each group of neighbouring channels of each example brought to mean 0 and variance 1, then scaled and shifted by channel, for x [N, C, …]:
        /// (x − E[x]) / √(Var[x] + epsilon) · weight + bias, with the biased variance. Wu and He, ECCV 2018.
        /// </summary>
        /// <param name="groups">The number of groups, which divides that of the channels; as many as channels for instance normalisation.</param>
        /// <param name="weight">The scale, [C]; null for 1.</param>
        /// <param name="bias">The shift, [C]; null for 0.</param>
        /// <param name="epsilon">What keeps the divisor from zero.</param>
        /// <exception cref="ShapeException">x has no channels, the groups do not divide them, or the weight or the bias is not [C].</exception>
        /// <exception cref="DTypeException">x is not floating-point.</exception>
        /// <exception cref="ArgumentOutOfRangeException">The number of groups is not positive, or epsilon is negative or not finite.</exception>
        public Tensor GroupNorm(int groups, Tensor? weight = null, Tensor? bias = null, double epsilon = 1e-5)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
            if (x.Rank < 2 || x.Shape[1] % groups != 0)
                throw new ShapeException($"GroupNorm: the input is {x.Shape}; it must be [N, C, …], C being divided by {groups}, the number " +
                    "of groups.");
            Shape channels = [x.Shape[1]];
            RequireChannels(weight, nameof(weight));
            RequireChannels(bias, nameof(bias));
            int examples = x.Shape[0], each = examples == 0 ? 0 : x.ElementCount / examples / groups;
            if (each == 0)
                return x;
            var y = x.Reshape(examples, groups, each).LayerNorm([each], epsilon: epsilon).Reshape(x.Shape);
            Shape perChannel = [channels[0], .. Enumerable.Repeat(1, x.Rank - 2)];
            if (weight is not null)
                y *= weight.Reshape(perChannel);
            return bias is null ? y : y + bias.Reshape(perChannel);

            void RequireChannels(Tensor? parameter, string name)
            {
                if (parameter is not null && parameter.Shape != channels)
                    throw new ShapeException($"GroupNorm: the input is {x.Shape} and the {name} {parameter.Shape}; it must be {channels}, one " +
                        "for each channel.");
            }
        }
    }
}
