namespace AutoGrad;

/// <summary>
/// Work on a matrix, or on the runs along the middle of [outer, size, inner], cut into chunks for <see cref="Threads"/> by shape alone. A chunk is
/// worth ten microseconds or so; what is less than two stays on the calling thread.
/// </summary>
internal static class Chunks
{
    /// <summary>The most neighbouring columns that are worked on together: a few of their rows stay in the first-level cache.</summary>
    public const int StripWidth = 256;

    /// <summary>The elements of a chunk.</summary>
    private const int Elements = 1 << 14;

    /// <summary>
    /// A tensor whose elements lie in order and are computed: were they still to be, the threads that share the work would wait for the first to do
    /// it.
    /// </summary>
    public static Tensor Ready(Tensor x)
    {
        x = x.Contiguous();
        switch (x.DType)
        {
            case DType.Float32: _ = x.AsReadOnlySpan<float>(); break;
            case DType.Float64: _ = x.AsReadOnlySpan<double>(); break;
            case DType.Int64: _ = x.AsReadOnlySpan<long>(); break;
        }
        return x;
    }

    /// <summary>Runs <paramref name="body"/> on the rows of a matrix, from the first of a chunk to before the first of the next.</summary>
    public static void ForRows(int rows, int size, Action<int, int> body) => For(rows, Math.Max(1, Elements / Math.Max(1, size)), body);

    /// <summary>Runs <paramref name="body"/> on stretches of so many, from the first of each to before the first of the next.</summary>
    public static void For(int count, int each, Action<int, int> body)
    {
        if (count > each)
            Spread(count, each, body);
        else if (count > 0)
            body(0, count);
    }

    private static void Spread(int count, int each, Action<int, int> body) =>
        Threads.For((count + each - 1) / each, chunk => body(chunk * each, Math.Min(count, (chunk + 1) * each)));

    /// <summary>
    /// Runs <paramref name="body"/> on strips of neighbouring columns: where the first element of a strip stands among the elements, where its result
    /// stands among the results of a reduction, and how many columns there are. Columns of nothing are left out.
    /// </summary>
    public static void ForColumns(int outer, int size, int inner, Action<int, int, int> body)
    {
        if (size == 0)
            return;
        int across = (inner + StripWidth - 1) / StripWidth;
        ForRows(outer * across, size * Math.Min(inner, StripWidth), (from, to) =>
        {
            for (int strip = from; strip < to; strip++)
            {
                (int matrix, int column) = Math.DivRem(strip, across);
                column *= StripWidth;
                body(matrix * size * inner + column, matrix * inner + column, Math.Min(StripWidth, inner - column));
            }
        });
    }
}
