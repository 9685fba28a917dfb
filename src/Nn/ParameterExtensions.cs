namespace AutoGrad.Nn;

/// <summary>What is done to all parameters of a model at once, and to their gradients.</summary>
public static class ParameterExtensions
{
    extension(IEnumerable<Tensor> parameters)
    {
        /// <summary>
        /// Scales all gradients down, in place, so that their norm taken together is at most a bound: g · min(1, maxNorm / (norm + 10⁻⁶)). Pascanu,
        /// Mikolov and Bengio, ICML 2013. Parameters without a gradient are passed over.
        /// </summary>
        /// <param name="maxNorm">The bound, 0 or more.</param>
        /// <param name="p">The norm's exponent, more than 0; infinity for the greatest element.</param>
        /// <param name="errorIfNonFinite">Whether a norm that is NaN or infinite is an error; the gradients are left alone then.</param>
        /// <returns>The norm before, a scalar.</returns>
        /// <exception cref="ArgumentOutOfRangeException">The bound is negative or not a number, or p not positive.</exception>
        /// <exception cref="ArithmeticException">The norm is NaN or infinite, and that is an error.</exception>
        public Tensor ClipGradNorm(double maxNorm, double p = 2, bool errorIfNonFinite = false)
        {
            if (!(maxNorm >= 0))
                throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "ClipGradNorm: the greatest norm must be 0 or more.");
            if (!(p > 0))
                throw new ArgumentOutOfRangeException(nameof(p), p, "ClipGradNorm: p must be more than 0.");
            var gradients = Gradients(parameters);
            if (gradients.Count == 0)
                return Tensor.Zeros([]);
            using var mode = Autodiff.NoGrad();
            var norm = Tensor.Stack([.. gradients.Select(g => g.Norm(p))]).Norm(p);
            if (errorIfNonFinite && !norm.IsFinite().Item<bool>())
                throw new ArithmeticException($"ClipGradNorm: the norm of the gradients is {norm.Item()}, so they cannot be scaled down. Find the " +
                    "operation that made it so with Autodiff.DetectAnomaly().");
            var scale = (maxNorm / (norm + 1e-6)).Clamp(max: 1);
            foreach (var gradient in gradients)
                gradient.MultiplyInPlace(scale.To(gradient.DType));
            return norm;
        }

        /// <summary>Moves every element of all gradients, in place, into [−<paramref name="bound"/>, <paramref name="bound"/>].</summary>
        /// <param name="bound">The bound, 0 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">The bound is negative or not a number.</exception>
        public void ClipGradValue(double bound)
        {
            if (!(bound >= 0))
                throw new ArgumentOutOfRangeException(nameof(bound), bound, "ClipGradValue: the bound must be 0 or more.");
            using var mode = Autodiff.NoGrad();
            foreach (var gradient in Gradients(parameters))
                gradient.CopyInPlace(gradient.Clamp(-bound, bound));
        }

        /// <summary>All parameters as one vector, in their order; recorded, so that gradients flow back to them.</summary>
        /// <exception cref="ArgumentException">There are none.</exception>
        public Tensor ToVector()
        {
            ArgumentNullException.ThrowIfNull(parameters);
            Tensor[] flat = [.. parameters.Select(static x => x.Flatten())];
            return flat.Length > 0 ? Tensor.Cat(flat) : throw new ArgumentException("ToVector: there are no parameters.", nameof(parameters));
        }

        /// <summary>Writes the parts of a vector into the parameters, in their order, unrecorded: the inverse of ToVector.</summary>
        /// <param name="vector">As many elements as all parameters have.</param>
        /// <exception cref="ShapeException">It is not a vector or has another number of elements; nothing was written.</exception>
        public void LoadVector(Tensor vector)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            ArgumentNullException.ThrowIfNull(vector);
            Tensor[] list = [.. parameters];
            long total = list.Sum(static x => (long)x.ElementCount);
            if (vector.Rank != 1 || vector.ElementCount != total)
                throw new ShapeException($"LoadVector: the vector is {vector.Shape}; the parameters take [{total}].");
            using var mode = Autodiff.NoGrad();
            vector = vector.Detach();
            if (list.Any(vector.SharesMemoryWith))
                vector = vector.Clone();
            int start = 0;
            foreach (var parameter in list)
            {
                parameter.CopyInPlace(vector.Slice(0, start..(start + parameter.ElementCount)).Reshape([.. parameter.Shape]));
                start += parameter.ElementCount;
            }
        }
    }

    private static List<Tensor> Gradients(IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [.. parameters.Select(static x => x.Grad).OfType<Tensor>().Where(static g => g.ElementCount > 0)];
    }
}
