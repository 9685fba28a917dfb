using System.Numerics;

namespace AutoGrad;

/// <summary>
/// Greatest or least values along the middle of [outer, size, inner], of values that arrive a block at a time: of short rows, which come whole, or of
/// columns. The results have the bits that <see cref="Extrema{TExtremum}"/> gives.
/// </summary>
internal sealed class BlockExtrema<T, TExtremum> : IBlockReduction<T> where T : unmanaged, INumber<T> where TExtremum : struct, IExtremum
{
    /// <summary>The longest row that comes whole, and about how many elements make a chunk.</summary>
    private const int LongestRow = 1024, ChunkSize = 1 << 14;

    private readonly T[] best;
    private readonly int outer, size, inner, rows, chunks; // Rows of a chunk, and chunks of a column.

    private BlockExtrema(int outer, int size, int inner)
    {
        (this.outer, this.size, this.inner) = (outer, size, inner);
        rows = inner == 1 ? Math.Max(1, ChunkSize / size) : Math.Max(64, ChunkSize / inner);
        chunks = inner == 1 ? 1 : (size + rows - 1) / rows;
        best = new T[outer * chunks * inner];
    }

    /// <summary>Computes the winners of a tensor that waits.</summary>
    /// <returns>False where it does not, and nothing was done.</returns>
    public static bool TryValues(Tensor x, ReadOnlySpan<int> sortedAxes, Tensor y)
    {
        if (sortedAxes.Length == 0 || x.ElementCount == 0 || sortedAxes[^1] - sortedAxes[0] != sortedAxes.Length - 1)
            return false;
        int outer = 1, size = 1, inner = 1;
        for (int i = 0; i < x.Rank; i++)
            if (i < sortedAxes[0])
                outer *= x.Shape[i];
            else if (i > sortedAxes[^1])
                inner *= x.Shape[i];
            else
                size *= x.Shape[i];
        if (inner == 1 && size > LongestRow)
            return false;
        var reduction = new BlockExtrema<T, TExtremum>(outer, size, inner);
        if (!x.TryReduce(reduction))
            return false;
        reduction.best.AsSpan(0, y.ElementCount).CopyTo(y.AsSpan<T>());
        return true;
    }

    public int ChunkCount => inner == 1 ? (outer + rows - 1) / rows : outer * chunks;

    public int ChunkStart(int chunk) => inner == 1
        ? Math.Min(chunk * rows, outer) * size
        : ((chunk / chunks * size) + Math.Min(chunk % chunks * rows, size)) * inner;

    public int BlockEnd(int start, int most) => inner == 1
        ? start + most / size * size
        : start + (most < inner ? Math.Min(most, inner - (start % inner)) : most / inner * inner);

    public void Add(int start, ReadOnlySpan<T> values)
    {
        if (inner == 1)
        {
            for (int row = start / size; !values.IsEmpty; values = values[size..])
                best[row++] = TExtremum.Of(values[..size]);
            return;
        }
        var (row0, column) = Math.DivRem(start, inner);
        for (int row = row0; !values.IsEmpty; row++, column = 0)
        {
            int count = Math.Min(inner - column, values.Length), within = row % size;
            var winners = best.AsSpan((row / size * chunks + within / rows) * inner + column, count);
            if (within % rows == 0)
                values[..count].CopyTo(winners);
            else
                Extrema<TExtremum>.Row(values[..count], winners);
            values = values[count..];
        }
    }

    public void Finish()
    {
        for (int o = 0; inner > 1 && o < outer; o++)
        {
            var all = best.AsSpan(o * chunks * inner, chunks * inner);
            for (int chunk = 1; chunk < chunks; chunk++)
                Extrema<TExtremum>.Row(all.Slice(chunk * inner, inner), all[..inner]);
            all[..inner].CopyTo(best.AsSpan(o * inner));
        }
        Extrema<TExtremum>.Settle(best.AsSpan());
    }
}
