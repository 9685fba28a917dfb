namespace AutoGrad;

/// <summary>Halves of matrices.</summary>
internal static class Triangle
{
    /// <summary>Clears what lies above a diagonal of each row-major matrix, or below it; diagonal d starts at column d of row 0.</summary>
    public static void Clear<T>(Span<T> matrices, int rows, int columns, int diagonal, bool above)
    {
        for (int at = 0, row = 0; at < matrices.Length; at += columns, row = (row + 1) % rows)
        {
            int first = (int)Math.Clamp((long)row + diagonal + (above ? 1 : 0), 0, columns);
            matrices.Slice(at, columns)[above ? first.. : ..first].Clear();
        }
    }
}
