namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>Draws from normal distributions, each element with a mean and a standard deviation of its own. They have no gradient; those of
        /// <c>new Distributions.Normal(mean, std).RSample()</c> do.</summary>
        /// <param name="mean">The means; a tensor or a number.</param>
        /// <param name="std">The standard deviations; a tensor or a number.</param>
        /// <param name="generator">Where the numbers are drawn from; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ShapeException">The shapes do not broadcast.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A standard deviation is negative or not a number.</exception>
        public static Tensor Normal(Tensor mean, Tensor std, Generator? generator = null)
        {
            ArgumentNullException.ThrowIfNull(mean);
            ArgumentNullException.ThrowIfNull(std);
            if (!std.IsBatched && !(std >= 0).All().Item<bool>())
                throw new ArgumentOutOfRangeException(nameof(std), "Normal: a standard deviation is negative or not a number.");
            var dtype = DTypes.Promote(mean, std);
            var noise = Tensor.Randn(Shape.Broadcast(mean.Shape, std.Shape), generator, dtype.IsFloatingPoint ? dtype : DType.Float32);
            return mean.Detach() + std.Detach() * noise;
        }
    }
}
