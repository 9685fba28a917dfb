using System.Numerics;

namespace AutoGrad;

/// <summary>Matrix products of tensors: brings operands into the form that <see cref="GemmKernel"/> takes, batch by batch.</summary>
internal static class Gemm
{
    /// <summary>At least how many multiplications a chunk holds, worth some ten microseconds.</summary>
    private const long ChunkWork = 1 << 20;

    /// <summary>About the most chunks a product is cut into; fewer pack less.</summary>
    private const int MostChunks = 64;

    /// <summary>Chunks of columns are whole numbers of the widest tiles.</summary>
    private const int ChunkColumns = 32;

    /// <summary>The most columns of a chunk: together with the depth of a panel, what the second-level cache holds.</summary>
    private const int WideColumns = 128;

    /// <summary>Chunks of rows are whole numbers of tiles, and enough of them to be worth a packed panel.</summary>
    private const int ChunkRows = 96;

    /// <summary>[..., M, K] · [..., K, N], of one dtype, the leading axes broadcast. Neither operand is copied where its rows or its columns are
    /// contiguous.</summary>
    public static Tensor Product(Tensor a, Tensor b)
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        Shape batch = a.Rank == 2 && b.Rank == 2 ? [] : Shape.Broadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray());
        (a, b) = (Matrices(a), Matrices(b));
        Shape shape = batch.Rank == 0 ? [m, n] : [.. batch, m, n];
        if (k == 0)
            return Tensor.Zeros(shape, a.DType);
        var y = Tensor.Empty(shape, a.DType);
        if (batch.Rank > 0)
            (a, b) = (a.Expand([.. batch, m, k]), b.Expand([.. batch, k, n]));
        if (a.DType == DType.Float32)
            Multiply<float>(a, b, y, batch, m, n, k);
        else
            Multiply<double>(a, b, y, batch, m, n, k);
        return y;
    }

    private static void Multiply<T>(Tensor a, Tensor b, Tensor y, Shape batch, int m, int n, int k) where T : unmanaged, INumber<T>
    {
        if (y.ElementCount == 0)
            return;
        int batches = batch.ElementCount;
        long total = (long)batches * m * n * k;
        if (total < 2 * ChunkWork)
        {
            for (int i = 0; i < batches; i++)
                Multiply<T>(a, b, y, batch, i, 0, m, 0, n, k);
            return;
        }
        // Many rows are cut into blocks that share panels of B wide enough to be read in long pieces; of few rows, each column is worth a chunk.
        long work = Math.Max(ChunkWork, total / MostChunks);
        int columns = m >= 2 * ChunkRows
            ? WideColumns
            : (int)Math.Clamp(work / ((long)m * k) / ChunkColumns * ChunkColumns, ChunkColumns, WideColumns);
        int rows = (int)Math.Clamp(work / ((long)Math.Min(columns, n) * k) / ChunkRows * ChunkRows, ChunkRows, Math.Max(m, ChunkRows));
        int across = (n + columns - 1) / columns, down = (m + rows - 1) / rows;
        Threads.For(batches * down * across, chunk =>
        {
            (chunk, int j) = Math.DivRem(chunk, across);
            (int i, int r) = Math.DivRem(chunk, down);
            Multiply<T>(a, b, y, batch, i, r * rows, Math.Min(rows, m - r * rows), j * columns, Math.Min(columns, n - j * columns), k);
        });
    }

    /// <summary>A block of one product of the batch.</summary>
    private static void Multiply<T>(Tensor a, Tensor b, Tensor y, Shape batch, int index, int row, int rows, int column, int columns, int k)
        where T : unmanaged, INumber<T>
    {
        int m = y.Shape[^2], n = y.Shape[^1];
        GemmKernel.Multiply(
            new Matrix<T>(a.AsStridedSpan<T>()[(Offset(a, batch, index) + row * a.Strides[^2])..], a.Strides[^2], a.Strides[^1]),
            new Matrix<T>(b.AsStridedSpan<T>()[(Offset(b, batch, index) + column * b.Strides[^1])..], b.Strides[^2], b.Strides[^1]),
            y.AsSpan<T>()[(index * m * n + row * n + column)..],
            n, rows, columns, k);
    }

    /// <summary>A tensor whose matrices have contiguous rows or contiguous columns.</summary>
    private static Tensor Matrices(Tensor x) => x.Strides[^1] == 1 || x.Strides[^2] == 1 ? x : x.Contiguous();

    /// <summary>Where in memory a batch begins, relative to the first.</summary>
    private static int Offset(Tensor x, Shape batch, int index)
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
