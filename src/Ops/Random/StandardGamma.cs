namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor concentration)
    {
        /// <summary>
        /// Draws from gamma distributions of rate 1, one for each concentration a, with density xᵃ⁻¹ e⁻ˣ / Γ(a) (Marsaglia and Tsang, "A simple method for
        /// generating gamma variables", 2000). Carries no gradient.
        /// </summary>
        /// <param name="generator">Where they are drawn from.</param>
        /// <exception cref="DTypeException">The concentrations are not floating-point numbers.</exception>
        /// <exception cref="ArgumentOutOfRangeException">A concentration is not positive.</exception>
        public Tensor StandardGamma(Generator? generator = null)
        {
            if (!concentration.DType.IsFloatingPoint)
                throw new DTypeException($"StandardGamma: the concentrations are {concentration.DType}; convert them with .To(DType.Float32).");
            if (!concentration.IsBatched && !(concentration > 0).All().Item<bool>())
                throw new ArgumentOutOfRangeException(nameof(concentration), "StandardGamma: a concentration is not more than 0.");
            // Below 1 a draw for a + 1 is scaled by u^(1/a).
            var a = concentration.Detach().To(DType.Float64);
            var small = a < 1;
            var d = Tensor.Where(small, a + 1, a) - 1.0 / 3;
            var c = (9 * d).Rsqrt();
            Tensor? draws = null, open = null;
            // Each round leaves at most one in twenty, so that 16 leave none that could be met with.
            for (int round = 0; round < 16; round++)
            {
                var x = Tensor.RandnLike(a, generator);
                var v = (1 + c * x).Pow(3);
                var log = Tensor.Where(v > 0, v, 1).Log();
                var fine = (v > 0) & ((-Tensor.RandLike(a, generator)).Log1p() < 0.5 * x.Square() + d * (1 - v + log));
                draws = draws is null ? d * Tensor.Where(fine, v, 1) : Tensor.Where(open! & fine, d * v, draws);
                open = open is null ? !fine : open & !fine;
                if (!open.IsBatched && !open.Any().Item<bool>())
                    break;
            }
            var least = concentration.DType == DType.Float32 ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
            var scaled = Tensor.Where(small, draws! * ((-Tensor.RandLike(a, generator)).Log1p() / a).Exp(), draws!);
            return scaled.Maximum(least).To(concentration.DType);
        }
    }
}
