namespace AutoGrad;

/// <summary>The order of the first two axes of a grid.</summary>
public enum GridIndexing
{
    /// <summary>As a matrix is indexed: the first vector runs along axis 0, the second along axis 1.</summary>
    IJ,

    /// <summary>As a plane is: the first vector, x, runs along axis 1, the second, y, along axis 0.</summary>
    XY,
}

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>The coordinates of the points of a grid: one tensor for each vector, of all their sizes, that repeats it along the axes of the
        /// others without a copy.</summary>
        /// <param name="vectors">The coordinates along each axis, vectors or scalars.</param>
        /// <param name="indexing">The order of the first two axes.</param>
        /// <exception cref="ShapeException">One has more than one axis, or there are none.</exception>
        public static Tensor[] Meshgrid(ReadOnlySpan<Tensor> vectors, GridIndexing indexing = GridIndexing.IJ)
        {
            var sizes = new int[vectors.Length];
            for (int i = 0; i < sizes.Length; i++)
                sizes[i] = RequireVector(vectors[i], nameof(Meshgrid)).ElementCount;
            if (sizes.Length == 0)
                throw new ShapeException("Meshgrid: there are no vectors; pass at least one.");
            var grids = new Tensor[sizes.Length];
            for (int i = 0; i < grids.Length; i++)
            {
                var shape = new int[sizes.Length];
                Array.Fill(shape, 1);
                shape[i] = sizes[i];
                grids[i] = vectors[i].Reshape(shape).Expand(sizes);
                if (indexing == GridIndexing.XY && sizes.Length > 1)
                    grids[i] = grids[i].Transpose(0, 1);
            }
            return grids;
        }
    }

    private static Tensor RequireVector(Tensor x, string operation)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Rank < 2 ? x : throw new ShapeException($"{operation}: shape {x.Shape} is no vector; Flatten it, or pass its rows.");
    }
}
