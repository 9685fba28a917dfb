using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>
/// Adds up the middle of [outer, size, inner], whose values arrive a block at a time. The middle is cut into chunks by the sizes alone, each chunk is
/// summed row after row, and chunks are added pairwise; so the result has the same bits however the blocks are cut and whoever brings them, and
/// rounding errors grow slowly.
/// </summary>
internal sealed class Sums<T> : IBlockReduction<T> where T : unmanaged, INumber<T>
{
    /// <summary>The most elements of a row that are summed in one run.</summary>
    public const int LongestRun = 1024;

    private readonly Tensor result, partial;
    private readonly int size, inner, chunkRows, chunks;

    public Sums(Tensor result, int size, int inner)
    {
        (this.result, this.size, this.inner) = (result, size, inner);
        // Columns: chunks that make work for many threads, and partial sums that do not count beside the rows.
        chunkRows = inner == 1
            ? LongestRun
            : Math.Clamp(1 << BitOperations.Log2((uint)Math.Max(32768 / Math.Min(inner, 32768), size / 32)), 8, 128);
        chunks = Math.Max(1, (size + chunkRows - 1) / chunkRows);
        partial = chunks == 1 ? result : Tensor.Empty([result.ElementCount * chunks], result.DType);
    }

    /// <summary>How many chunks there are. Different chunks may be added to at the same time.</summary>
    public int ChunkCount => result.ElementCount / inner * chunks;

    /// <summary>Where a chunk begins.</summary>
    public int ChunkStart(int chunk) => ((chunk / chunks * size) + (chunk % chunks * chunkRows)) * inner;

    /// <summary>The end of the block that begins somewhere and is to have at most so many elements: runs of a row are not split.</summary>
    public int BlockEnd(int start, int most)
    {
        if (inner > 1)
            return start + (most < inner ? Math.Min(most, inner - (start % inner)) : most / inner * inner);
        return size <= most ? start + (most / size * size) : Math.Min(start + (most / LongestRun * LongestRun), (start / size + 1) * size);
    }

    /// <summary>Adds the values from <paramref name="start"/> on.</summary>
    public void Add(int start, ReadOnlySpan<T> values)
    {
        var sums = partial.Span<T>();
        if (inner == 1)
            AddRuns(start, values, sums);
        else
            AddRows(start, values, sums);
    }

    private void AddRuns(int start, ReadOnlySpan<T> values, Span<T> sums)
    {
        var (row, within) = Math.DivRem(start, size);
        while (!values.IsEmpty)
        {
            int count = Math.Min(Math.Min(chunkRows, size - within), values.Length);
            sums[(row * chunks) + (within / chunkRows)] = SumOf(values[..count]);
            values = values[count..];
            if ((within += count) == size)
                (row, within) = (row + 1, 0);
        }
    }

    private void AddRows(int start, ReadOnlySpan<T> values, Span<T> sums)
    {
        var (row, column) = Math.DivRem(start, inner);
        while (!values.IsEmpty)
        {
            var (block, within) = Math.DivRem(row, size);
            var (chunk, first) = Math.DivRem(within, chunkRows);
            var target = sums.Slice(((block * chunks) + chunk) * inner, inner);
            int rows = Math.Min(Math.Min(chunkRows - first, size - within), values.Length / inner);
            if (column != 0 || rows == 0)
            {
                // A part of a row.
                var part = target.Slice(column, Math.Min(inner - column, values.Length));
                Place(values[..part.Length], part, first == 0);
                values = values[part.Length..];
                (row, column) = column + part.Length == inner ? (row + 1, 0) : (row, column + part.Length);
                continue;
            }
            if (first == 0)
                values[..inner].CopyTo(target);
            int done = first == 0 ? 1 : 0;
            RowSums.Add(values[(done * inner)..(rows * inner)], target);
            values = values[(rows * inner)..];
            row += rows;
        }
    }

    private static void Place(ReadOnlySpan<T> values, Span<T> sums, bool first)
    {
        if (first)
            values.CopyTo(sums);
        else
            RowSums.Add(values, sums);
    }

    /// <summary>Adds the chunks up.</summary>
    public void Finish()
    {
        if (chunks == 1)
        {
            if (size == 0)
                result.Span<T>().Clear();
            return;
        }
        Span<T> sums = partial.Span<T>(), totals = result.Span<T>();
        for (int at = 0; at < totals.Length; at += inner)
        {
            var parts = sums.Slice(at * chunks, inner * chunks);
            for (int step = 1; step < chunks; step *= 2)
                for (int chunk = 0; chunk + step < chunks; chunk += 2 * step)
                    RowSums.Add(parts.Slice((chunk + step) * inner, inner), parts.Slice(chunk * inner, inner));
            parts[..inner].CopyTo(totals[at..]);
        }
    }

    /// <summary>The sum of a run, in an order that depends on its length alone.</summary>
    private static T SumOf(ReadOnlySpan<T> x)
    {
        if (Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported && x.Length >= Vector512<T>.Count)
            return Sum512(x);
        int width = Vector<T>.Count, i = 0;
        ref T from = ref MemoryMarshal.GetReference(x);
        Vector<T> a = default, b = default, c = default, d = default;
        for (; i <= x.Length - (4 * width); i += 4 * width)
        {
            a += Vector.LoadUnsafe(ref from, (nuint)i);
            b += Vector.LoadUnsafe(ref from, (nuint)(i + width));
            c += Vector.LoadUnsafe(ref from, (nuint)(i + (2 * width)));
            d += Vector.LoadUnsafe(ref from, (nuint)(i + (3 * width)));
        }
        for (; i <= x.Length - width; i += width)
            a += Vector.LoadUnsafe(ref from, (nuint)i);
        var sum = x.Length < width ? T.Zero : Vector.Sum((a + b) + (c + d));
        for (; i < x.Length; i++)
            sum += x[i];
        return sum;
    }

    private static T Sum512(ReadOnlySpan<T> x)
    {
        int width = Vector512<T>.Count, i = 0;
        ref T from = ref MemoryMarshal.GetReference(x);
        Vector512<T> a = default, b = default, c = default, d = default;
        for (; i <= x.Length - (4 * width); i += 4 * width)
        {
            a += Vector512.LoadUnsafe(ref from, (nuint)i);
            b += Vector512.LoadUnsafe(ref from, (nuint)(i + width));
            c += Vector512.LoadUnsafe(ref from, (nuint)(i + (2 * width)));
            d += Vector512.LoadUnsafe(ref from, (nuint)(i + (3 * width)));
        }
        for (; i <= x.Length - width; i += width)
            a += Vector512.LoadUnsafe(ref from, (nuint)i);
        var sum = Vector512.Sum((a + b) + (c + d));
        for (; i < x.Length; i++)
            sum += x[i];
        return sum;
    }
}

/// <summary>The sum over the middle of [outer, <paramref name="Size"/>, <paramref name="Inner"/>].</summary>
internal readonly record struct SumShape(int Size, int Inner);

/// <summary>Adds rows to a row.</summary>
internal static class RowSums
{
    /// <summary>Adds each row of <paramref name="rows"/>, one after another, to <paramref name="sums"/>.</summary>
    public static void Add<T>(ReadOnlySpan<T> rows, Span<T> sums) where T : unmanaged, INumber<T>
    {
        int width = sums.Length;
        if (Vector512.IsHardwareAccelerated && Vector512<T>.IsSupported)
        {
            for (; rows.Length >= 4 * width; rows = rows[(4 * width)..])
                AddFour(rows, sums);
            for (; rows.Length >= 2 * width; rows = rows[(2 * width)..])
                AddTwo(rows, sums);
        }
        for (; !rows.IsEmpty; rows = rows[width..])
            TensorPrimitives.Add(sums, rows[..width], sums);
    }

    private static void AddTwo<T>(ReadOnlySpan<T> rows, Span<T> sums) where T : unmanaged, INumber<T>
    {
        int width = sums.Length, step = Vector512<T>.Count, i = 0;
        ref T from = ref MemoryMarshal.GetReference(rows);
        ref T to = ref MemoryMarshal.GetReference(sums);
        for (; i <= width - step; i += step)
        {
            var sum = Vector512.LoadUnsafe(ref to, (nuint)i) + Vector512.LoadUnsafe(ref from, (nuint)i);
            (sum + Vector512.LoadUnsafe(ref from, (nuint)(i + width))).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < width; i++)
            sums[i] = sums[i] + rows[i] + rows[i + width];
    }

    private static void AddFour<T>(ReadOnlySpan<T> rows, Span<T> sums) where T : unmanaged, INumber<T>
    {
        int width = sums.Length, step = Vector512<T>.Count, i = 0;
        ref T from = ref MemoryMarshal.GetReference(rows);
        ref T to = ref MemoryMarshal.GetReference(sums);
        for (; i <= width - step; i += step)
        {
            var sum = Vector512.LoadUnsafe(ref to, (nuint)i) + Vector512.LoadUnsafe(ref from, (nuint)i);
            sum += Vector512.LoadUnsafe(ref from, (nuint)(i + width));
            sum += Vector512.LoadUnsafe(ref from, (nuint)(i + (2 * width)));
            sum += Vector512.LoadUnsafe(ref from, (nuint)(i + (3 * width)));
            sum.StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < width; i++)
            sums[i] = sums[i] + rows[i] + rows[i + width] + rows[i + (2 * width)] + rows[i + (3 * width)];
    }
}
