using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>A batch of matrix products of one size: decides what is copied, what is spread over threads, and how it is cut.</summary>
/// <remarks>
/// How an element is summed depends on shapes and strides alone, not on the block that it is computed with, so the cut may follow the threads.
/// </remarks>
internal readonly struct GemmProduct<T, TVector, TSimd>(Tensor a, Tensor b, Tensor y, Shape batch, int m, int n, int k)
    where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>What is worth a chunk, in multiplications: some ten microseconds.</summary>
    private const long ChunkWork = 1 << 20;

    /// <summary>What reading or writing an element costs, in multiplications.</summary>
    private const int ElementWork = 8;

    /// <summary>How many chunks there are to a thread, so that one that is held up leaves work to others.</summary>
    private const int ChunksPerThread = 4;

    /// <summary>Chunks of fewer rows make too little of a panel of B.</summary>
    private const int ChunkRows = 96;

    /// <summary>From this many rows or columns of the other operand on, an operand is copied that is not read along cache lines.</summary>
    private const int CopyFrom = 192;

    /// <summary>
    /// Columns of A that lie a multiple of so many bytes apart contend for one or two sets of the first-level cache, which keeps none of them until
    /// the next tile: they are copied already for so many columns of the result, if they are many.
    /// </summary>
    private const int FewSets = 2048, CopyContendingFrom = 64, ContendingDepth = 128;

    /// <summary>Rows of A that lie at least this far apart are copied: each is on another page, and they contend for few sets of the cache.</summary>
    private const int FarRows = 1024;

    /// <summary>The most elements of B copied at a time; the columns beyond follow after.</summary>
    private const int MostPacked = 1 << 22;

    /// <summary>How many panels are copied together, so that rows are read in long pieces.</summary>
    private const int PanelsTogether = 8;

    /// <summary>Up to this many rows of A it costs less to take inner products than to transpose B.</summary>
    private const int DotUpTo = 8;

    private static int Tile => GemmTiles<T, TVector, TSimd>.Rows;

    private static int Width => GemmTiles<T, TVector, TSimd>.Width;

    private static int MostRows => GemmKernel<T, TVector, TSimd>.MostRows;

    private bool IsDot => m <= DotUpTo && b.Strides[^2] == 1 && b.Strides[^1] != 1 && a.Strides[^1] == 1;

    /// <summary>Computes every element.</summary>
    public void Compute()
    {
        int batches = batch.ElementCount;
        long work = (long)m * n * k + ElementWork * ((long)m * k + (long)k * n + (long)m * n);
        if (work >= 2 * ChunkWork)
            for (int i = 0; i < batches; i++)
                Spread(i, work);
        else if (work * batches < 2 * ChunkWork)
            for (int i = 0; i < batches; i++)
                One(i);
        else
            SpreadBatches(batches, (int)Math.Max(1, ChunkWork / work));
    }

    private void SpreadBatches(int batches, int each)
    {
        var product = this;
        Threads.For((batches + each - 1) / each, chunk =>
        {
            for (int i = chunk * each; i < Math.Min(batches, (chunk + 1) * each); i++)
                product.One(i);
        });
    }

    /// <summary>One product, on this thread.</summary>
    private void One(int index)
    {
        int depth = GemmKernel<T, TVector, TSimd>.Depth(k);
        bool copy = b.Strides[^1] != 1 && !IsDot;
        var packed = copy ? Scratch<T>.OfB(Panels(n) * Width * depth) : default;
        for (int p = 0, deep; p < k; p += deep)
        {
            deep = copy ? Math.Min(depth, k - p) : k;
            if (copy)
                GemmKernel<T, TVector, TSimd>.Pack(Operand(b, index).From(p, 0), packed, deep, n);
            for (int i = 0; i < m; i += MostRows)
                Block(index, i, Math.Min(MostRows, m - i), 0, n, p, deep, packed, false);
        }
    }

    /// <summary>One product, spread over threads.</summary>
    private void Spread(int index, long work)
    {
        bool copy = !IsDot && (b.Strides[^1] != 1 || m >= CopyFrom);
        if (!copy)
        {
            SpreadBlock(index, work, 0, n, 0, k, null);
            return;
        }
        int depth = GemmKernel<T, TVector, TSimd>.Depth(k), together = PanelsTogether * Width;
        int most = Math.Min(Math.Max(1, MostPacked / depth / together) * together, Panels(n) * Width);
        using var scope = new TensorScope();
        var packed = Tensor.Empty([depth, most], y.DType);
        for (int j = 0; j < n; j += most)
            for (int p = 0; p < k; p += depth)
            {
                int columns = Math.Min(most, n - j), deep = Math.Min(depth, k - p);
                SpreadPacking(index, j, columns, p, deep, packed);
                SpreadBlock(index, work, j, columns, p, deep, packed);
            }
    }

    private void SpreadPacking(int index, int first, int columns, int p, int deep, Tensor packed)
    {
        int chunks = (columns + PanelsTogether * Width - 1) / (PanelsTogether * Width);
        if (Threads.Count > 1)
            PackOnThreads(chunks, index, first, columns, p, deep, packed);
        else
            for (int chunk = 0; chunk < chunks; chunk++)
                PackChunk(chunk, index, first, columns, p, deep, packed);
    }

    // Methods of their own, as the lambdas cost an allocation at the beginning of the method that they are in.

    private void PackOnThreads(int chunks, int index, int first, int columns, int p, int deep, Tensor packed)
    {
        var product = this;
        Threads.For(chunks, chunk => product.PackChunk(chunk, index, first, columns, p, deep, packed));
    }

    private void PackChunk(int chunk, int index, int first, int columns, int p, int deep, Tensor packed)
    {
        int together = PanelsTogether * Width, j = chunk * together;
        GemmKernel<T, TVector, TSimd>.Pack(
            Operand(b, index).From(p, first + j), packed.AsSpan<T>()[(j * deep)..], deep, Math.Min(together, columns - j));
    }

    private void SpreadBlock(int index, long work, int first, int columns, int p, int deep, Tensor? packed)
    {
        int tiles = (m + Tile - 1) / Tile, across = Panels(columns);
        bool copyA = columns >= CopyFrom && (a.Strides[^1] != 1 || Math.Abs(a.Strides[^2]) >= FarRows)
            || columns >= CopyContendingFrom && deep >= ContendingDepth && a.Strides[^1] * Unsafe.SizeOf<T>() is not 0 and var apart && apart % FewSets == 0;
        (int down, int sideways) = Cut(work * deep / k * columns / n, tiles, across);
        if (down * sideways > 1)
            BlockOnThreads(down, sideways, index, first, columns, p, deep, packed, copyA);
        else
            Block(index, 0, m, first, columns, p, deep, packed is null ? default : packed.AsReadOnlySpan<T>(), copyA);
    }

    private void BlockOnThreads(int down, int sideways, int index, int first, int columns, int p, int deep, Tensor? packed, bool copyA)
    {
        var product = this;
        int rows = m, across = Panels(columns), tiles = (m + Tile - 1) / Tile;
        Threads.For(down * sideways, chunk =>
        {
            (int q, int r) = Math.DivRem(chunk, down); // Neighbours, which one thread computes, share columns of b.
            int i = Part(r, tiles, down) * Tile, j = Part(q, across, sideways) * Width;
            int height = Math.Min(rows, Part(r + 1, tiles, down) * Tile) - i, width = Math.Min(columns, Part(q + 1, across, sideways) * Width) - j;
            product.Block(index, i, height, first + j, width, p, deep, packed is null ? default : packed.AsReadOnlySpan<T>()[(j * deep)..], copyA);
        });
    }

    /// <summary>How many chunks there are one below another and side by side.</summary>
    private (int Down, int Across) Cut(long work, int tiles, int panels)
    {
        int threads = Threads.Count, wanted = threads == 1 ? 1 : (int)Math.Clamp(work / ChunkWork, 1, ChunksPerThread * threads);
        int down = Math.Max(Math.Min(wanted, Math.Max(1, m / ChunkRows)), (m + MostRows - 1) / MostRows);
        if (down > threads)
            down = Math.Min(tiles, (down + threads - 1) / threads * threads);
        return (down, Math.Clamp((wanted + down - 1) / down, 1, panels));
    }

    /// <summary>A block of one product, of the terms <paramref name="p"/> to <paramref name="p"/> + <paramref name="deep"/> − 1.</summary>
    private void Block(int index, int row, int rows, int column, int columns, int p, int deep, ReadOnlySpan<T> packed, bool copyA)
    {
        var left = Operand(a, index).From(row, p);
        var right = packed.IsEmpty ? Operand(b, index).From(p, column) : default;
        var to = y.AsSpan<T>()[(index * m * n + row * n + column)..];
        if (IsDot)
            DotTiles<T, TVector, TSimd>.Multiply(in left.Values[0], left.Row, in right.Values[0], right.Column, ref to[0], n, rows, columns, k);
        else
            GemmKernel<T, TVector, TSimd>.Multiply(
                left, right, packed, to, n, rows, columns, deep, GemmKernel<T, TVector, TSimd>.Depth(k), p > 0, copyA);
    }

    private static int Panels(int columns) => (columns + Width - 1) / Width;

    /// <summary>Where part <paramref name="index"/> of <paramref name="parts"/> even ones begins.</summary>
    private static int Part(int index, int whole, int parts) => (int)((long)index * whole / parts);

    private Matrix<T> Operand(Tensor x, int index) => new(x.AsStridedSpan<T>()[Offset(x, index)..], x.Strides[^2], x.Strides[^1]);

    /// <summary>Where in memory a product of the batch begins, relative to the first.</summary>
    private int Offset(Tensor x, int index)
    {
        int offset = 0;
        for (int axis = batch.Rank - 1; axis >= 0; axis--)
        {
            (index, int at) = Math.DivRem(index, batch[axis]);
            offset += at * x.Strides[axis];
        }
        return offset;
    }
}
