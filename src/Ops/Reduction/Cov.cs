namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>
        /// The covariances of variables, rows, over observations, columns: [m, n] → [m, m], and of one variable, a vector or a
        /// single row, its variance, a scalar as in PyTorch. Sums of products of deviations are divided by n − correction, n being the sum of the
        /// weights.
        /// </summary>
        /// <param name="correction">1 for unbiased estimates, 0 for means.</param>
        /// <param name="frequencies">How often each observation counts, whole numbers [n].</param>
        /// <param name="weights">How much each observation counts, [n].</param>
        /// <exception cref="ShapeException">There are more than two axes, or the weights are not as many as the observations.</exception>
        /// <exception cref="DTypeException">The frequencies are not whole numbers.</exception>
        public Tensor Cov(int correction = 1, Tensor? frequencies = null, Tensor? weights = null)
        {
            if (x.Rank > 2)
                throw new ShapeException($"Cov: shape {x.Shape} has more than two axes; rows are variables and columns observations.");
            var values = (x.DType.IsFloatingPoint ? x : x.To(DType.Float32)).AtLeast2D();
            RequireCounts(frequencies, nameof(frequencies));
            RequireCounts(weights, nameof(weights));
            if (frequencies is not null)
                frequencies = Indices.Of(frequencies, nameof(Cov), "frequencies").To(values.DType);
            var w = frequencies is null ? weights?.To(values.DType) : weights is null ? frequencies : frequencies * weights.To(values.DType);
            Tensor deviations, sum, rest;
            if (w is null)
            {
                sum = Tensor.Full([], values.Shape[1], values.DType);
                rest = correction;
                deviations = values - values.Mean(1, keepDim: true);
            }
            else
            {
                sum = w.Sum();
                rest = weights is null ? correction : correction * (w * weights.To(values.DType)).Sum() / sum;
                deviations = values - (values * w).Sum(1, keepDim: true) / sum;
            }
            var products = deviations.MatMul((w is null ? deviations : deviations * w).T);
            return (products / (sum - rest).Maximum(0)).Reshape(products.ElementCount == 1 ? [] : products.Shape.AsSpan());

            void RequireCounts(Tensor? counts, string name)
            {
                if (counts is not null && (counts.Rank != 1 || counts.ElementCount != values.Shape[1]))
                    throw new ShapeException($"Cov: the {name} are {counts.Shape}, and shape {x.Shape} has {values.Shape[1]} observations; " +
                        "give a vector of one for each.");
            }
        }

        /// <summary>
        /// Pearson's correlations of variables, rows, over observations, columns, from −1 to 1: [m, n] → [m, m], and of one variable
        /// the scalar 1.
        /// </summary>
        /// <exception cref="ShapeException">There are more than two axes.</exception>
        public Tensor CorrCoef()
        {
            if (x.Rank > 2)
                throw new ShapeException($"CorrCoef: shape {x.Shape} has more than two axes; rows are variables and columns observations.");
            var c = x.Cov();
            if (c.Rank == 0)
                return c / c;
            var deviation = c.Diagonal().Sqrt();
            return (c / deviation.Unsqueeze(1) / deviation).Clamp(-1, 1);
        }
    }
}
