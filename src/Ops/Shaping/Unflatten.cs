namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>One axis taken apart into several, what Flatten undoes: [2, 6] with axis 1 as (2, −1) is [2, 2, 3].</summary>
        /// <param name="axis">The axis; negative counts from the end.</param>
        /// <param name="sizes">The sizes, whose product is that of the axis; one may be −1 and is worked out.</param>
        /// <exception cref="ShapeException">The axis is out of range, or the sizes do not multiply to its size.</exception>
        public Tensor Unflatten(int axis, params ReadOnlySpan<int> sizes)
        {
            int along = x.Shape.Axis(axis), size = x.Shape[along], unknown = -1;
            int[] parts = sizes.ToArray();
            long product = 1;
            bool valid = parts.Length > 0;
            for (int i = 0; i < parts.Length; i++)
                if (parts[i] == -1 && unknown < 0)
                    unknown = i;
                else
                {
                    valid &= parts[i] >= 0;
                    product = Math.Min(product * Math.Max(parts[i], 0), int.MaxValue);
                }
            if (valid && unknown >= 0 && product > 0 && size % product == 0)
                product *= parts[unknown] = (int)(size / product);
            if (!valid || product != size || Array.IndexOf(parts, -1) >= 0)
                throw new ShapeException($"Unflatten: the sizes [{string.Join(", ", sizes.ToArray())}] do not multiply to {size}, the size of axis " +
                    $"{along} of shape {x.Shape}.");
            return x.Reshape([.. x.Shape.AsSpan()[..along], .. parts, .. x.Shape.AsSpan()[(along + 1)..]]);
        }

        /// <summary>All elements in row-major order, a vector; a view where the tensor is contiguous.</summary>
        public Tensor Ravel() => x.Flatten();
    }
}
