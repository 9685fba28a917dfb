namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor x)
    {
        /// <summary>Of a vector, the matrix with it on a diagonal; of a matrix, that diagonal, a view.</summary>
        /// <param name="diagonal">Which diagonal: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ShapeException">There are neither one axis nor two.</exception>
        public Tensor Diag(int diagonal = 0) => x.Rank switch
        {
            1 => x.DiagEmbed(diagonal),
            2 => x.Diagonal(diagonal),
            _ => throw new ShapeException($"Diag: shape {x.Shape} is neither a vector nor a matrix; use DiagEmbed or Diagonal for the last axes."),
        };

        /// <summary>The matrix with all elements on a diagonal, in row-major order.</summary>
        /// <param name="offset">Which diagonal: 0 is the main one, positive ones lie above.</param>
        public Tensor DiagFlat(int offset = 0) => x.Flatten().DiagEmbed(offset);

        /// <summary>The sum of the main diagonal of a matrix, Σ x[i, i]. Whole numbers are summed as Int64.</summary>
        /// <exception cref="ShapeException">The tensor is no matrix.</exception>
        public Tensor Trace() => x.Rank == 2 ? x.Diagonal().Sum()
            : throw new ShapeException($"Trace: shape {x.Shape} is no matrix; for the last two axes use " +
                "Diagonal(axis0: -2, axis1: -1).Sum(-1).");
    }
}
