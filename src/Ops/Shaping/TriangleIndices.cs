namespace AutoGrad;

public static partial class TensorOps
{
    extension(Tensor)
    {
        /// <summary>
        /// Where the elements of the lower triangle of a matrix stand, in row-major order: their rows and their columns, Int64 [2, n].
        /// </summary>
        /// <param name="rows">The rows of the matrix.</param>
        /// <param name="columns">Its columns.</param>
        /// <param name="offset">Up to which diagonal: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
        public static Tensor TrilIndices(int rows, int columns, int offset = 0) => Triangle(rows, columns, offset, lower: true);

        /// <summary>
        /// Where the elements of the upper triangle of a matrix stand, in row-major order: their rows and their columns, Int64 [2, n].
        /// </summary>
        /// <param name="rows">The rows of the matrix.</param>
        /// <param name="columns">Its columns.</param>
        /// <param name="offset">From which diagonal on: 0 is the main one, positive ones lie above.</param>
        /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
        public static Tensor TriuIndices(int rows, int columns, int offset = 0) => Triangle(rows, columns, offset, lower: false);
    }

    private static Tensor Triangle(int rows, int columns, int offset, bool lower)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        List<long> row = [], column = [];
        for (int i = 0; i < rows; i++)
        {
            int from = lower ? 0 : (int)Math.Clamp((long)i + offset, 0, columns);
            int to = lower ? (int)Math.Clamp((long)i + offset + 1, 0, columns) : columns;
            for (int j = from; j < to; j++)
            {
                row.Add(i);
                column.Add(j);
            }
        }
        return Tensor.Of<long>([.. row, .. column], [2, row.Count]);
    }
}
