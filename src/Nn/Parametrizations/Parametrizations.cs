namespace AutoGrad.Nn;

/// <summary>Parametrisations of layers, as PyTorch's <c>weight_norm(layer)</c> and <c>spectral_norm(layer)</c> make them.</summary>
public static class Parametrizations
{
    extension<TLayer>(TLayer layer) where TLayer : Module<Tensor, Tensor>
    {
        /// <summary>The layer with the length and the direction of its weight learned apart: see <see cref="WeightNorm{TLayer}"/>.</summary>
        /// <param name="axis">The axis of which each index has a length of its own; null for one length of all.</param>
        /// <param name="name">The name of the layer's parameter.</param>
        /// <exception cref="ArgumentException">The layer has no such parameter.</exception>
        public WeightNorm<TLayer> WithWeightNorm(int? axis = 0, string name = "Weight") => new(layer, axis, name);

        /// <summary>The layer with its weight divided by its greatest singular value: see <see cref="SpectralNorm{TLayer}"/>.</summary>
        /// <param name="powerIterations">How many steps each call in training takes.</param>
        /// <param name="epsilon">What keeps the divisors of the steps from zero.</param>
        /// <param name="axis">The axis whose indices are the rows; null for 1 where the layer is a transposed convolution, and 0 elsewhere.</param>
        /// <param name="name">The name of the layer's parameter.</param>
        /// <param name="generator">Where the vectors of the power iteration are drawn from.</param>
        /// <exception cref="ArgumentException">The layer has no such parameter.</exception>
        public SpectralNorm<TLayer> WithSpectralNorm(
            int powerIterations = 1, double epsilon = 1e-12, int? axis = null, string name = "Weight", Generator? generator = null) =>
            new(layer, powerIterations, epsilon, axis, name, generator);
    }
}
