namespace AutoGrad.Nn;

/// <summary>What is done to all parameters of a model at once.</summary>
public static class ParameterExtensions
{
    extension(IEnumerable<Tensor> parameters)
    {
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
}
