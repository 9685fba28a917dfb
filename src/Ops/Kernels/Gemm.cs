using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>Matrix products of tensors: decides what is copied, what is spread over threads, and how it is cut.</summary>
internal static class Gemm
{
    /// <summary>What is worth a chunk, in multiplications: some ten microseconds.</summary>
    private const long ChunkWork = 1 << 20;

    /// <summary>What reading or writing an element costs at most, in multiplications.</summary>
    private const int ElementWork = 8;

    /// <summary>The most elements of B copied at a time; columns beyond follow after.</summary>
    private const int MostPacked = 1 << 22;

    /// <summary>From this many rows or columns of the other operand on, an operand is copied that is not read along cache lines.</summary>
    private const int CopyFrom = 192;

    /// <summary>[..., M, K] · [..., K, N], of one dtype, the leading axes broadcast. Operands may have any strides.</summary>
    public static Tensor Product(Tensor a, Tensor b)
    {
        int m = a.Shape[^2], k = a.Shape[^1], n = b.Shape[^1];
        Shape batch = a.Rank == 2 && b.Rank == 2 ? [] : Shape.Broadcast(a.Shape.AsSpan()[..^2].ToArray(), b.Shape.AsSpan()[..^2].ToArray());
        Shape shape = batch.Rank == 0 ? [m, n] : [.. batch, m, n];
        if (k == 0)
            return Tensor.Zeros(shape, a.DType);
        var y = Tensor.Empty(shape, a.DType);
        if (y.ElementCount == 0)
            return y;
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
        if (Vector512.IsHardwareAccelerated)
            Multiply<T, Vector512<T>, Simd512<T>>(a, b, y, batch, m, n, k);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<T, Vector256<T>, Simd256<T>>(a, b, y, batch, m, n, k);
        else
            Multiply<T, Vector128<T>, Simd128<T>>(a, b, y, batch, m, n, k);
    }

    private static void Multiply<T, TVector, TSimd>(Tensor a, Tensor b, Tensor y, Shape batch, int m, int n, int k)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int batches = batch.ElementCount;
        long work = (long)m * n * k + ElementWork * ((long)m * k + (long)k * n + (long)m * n);
        if (work < 2 * ChunkWork)
        {
            if (work * batches < 2 * ChunkWork)
                for (int i = 0; i < batches; i++)
                    Small<T, TVector, TSimd>(a, b, y, batch, i, m, n, k);
            else
                Spread<T, TVector, TSimd>(a, b, y, batch, m, n, k, (int)Math.Max(1, ChunkWork / work));
            return;
        }
        for (int i = 0; i < batches; i++)
            Large<T, TVector, TSimd>(a, b, y, batch, i, m, n, k, work);
    }

    private static Matrix<T> Operand<T>(Tensor x, Shape batch, int index) where T : unmanaged =>
        new(x.AsStridedSpan<T>()[Offset(x, batch, index)..], x.Strides[^2], x.Strides[^1]);

    /// <summary>One product of the batch, on this thread.</summary>
    private static void Small<T, TVector, TSimd>(Tensor a, Tensor b, Tensor y, Shape batch, int index, int m, int n, int k)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        var left = Operand<T>(a, batch, index);
        var right = Operand<T>(b, batch, index);
        var to = y.AsSpan<T>().Slice(index * m * n, m * n);
        if (m <= 8 && right.Row == 1 && right.Column != 1 && left.Column == 1)
        {
            DotTiles<T, TVector, TSimd>.Multiply(
                in left.Values[0], left.Row, in right.Values[0], right.Column, ref to[0], n, m, n, k);
            return;
        }
        int columns = 0;
        Span<T> packed = default;
        if (right.Column != 1)
        {
            columns = GemmKernel<T, TVector, TSimd>.AlignedColumns(n);
            packed = Scratch<T>.OfB(columns * k);
            for (int p = 0; p < k; p += GemmKernel<T, TVector, TSimd>.Depth)
                GemmKernel<T, TVector, TSimd>.Pack(right.From(p, 0), packed[(p * columns)..], Math.Min(GemmKernel<T, TVector, TSimd>.Depth, k - p), n);
        }
        for (int i = 0; i < m; i += GemmKernel<T, TVector, TSimd>.MostRows)
            GemmKernel<T, TVector, TSimd>.Multiply(
                left.From(i, 0), right, packed, columns, 0, to[(i * n)..], n, Math.Min(GemmKernel<T, TVector, TSimd>.MostRows, m - i), n, k, false);
    }

    /// <summary>Many small products, several to a chunk.</summary>
    private static void Spread<T, TVector, TSimd>(Tensor a, Tensor b, Tensor y, Shape batch, int m, int n, int k, int each)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int batches = batch.ElementCount;
        Threads.For((batches + each - 1) / each, chunk =>
        {
            for (int i = chunk * each; i < Math.Min(batches, (chunk + 1) * each); i++)
                Small<T, TVector, TSimd>(a, b, y, batch, i, m, n, k);
        });
    }

    /// <summary>One product of the batch, spread over threads.</summary>
    private static void Large<T, TVector, TSimd>(Tensor a, Tensor b, Tensor y, Shape batch, int index, int m, int n, int k, long work)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int depth = GemmKernel<T, TVector, TSimd>.Depth, tile = GemmTiles<T, TVector, TSimd>.Rows, width = GemmTiles<T, TVector, TSimd>.Width;
        if (m <= 8 && b.Strides[^2] == 1 && b.Strides[^1] != 1 && a.Strides[^1] == 1)
        {
            Small<T, TVector, TSimd>(a, b, y, batch, index, m, n, k);
            return;
        }
        // Chunks are about four to a thread, even in tiles, of rows that suffice to reuse a panel and fit the cache.
        int threads = Threads.Count, wanted = threads == 1 ? 1 : (int)Math.Clamp(work / ChunkWork, 1, 4 * threads);
        int down = Math.Clamp(wanted, 1, Math.Max(1, m / 96));
        down = Math.Max(down, (m + GemmKernel<T, TVector, TSimd>.MostRows - 1) / GemmKernel<T, TVector, TSimd>.MostRows);
        if (down > threads)
            down = (down + threads - 1) / threads * threads;
        int across = Math.Clamp((wanted + down - 1) / down, 1, Math.Max(1, n / width));
        int tilesDown = (m + tile - 1) / tile, tilesAcross = (n + width - 1) / width;
        bool copyA = a.Strides[^1] != 1 && n >= CopyFrom, packB = b.Strides[^1] != 1 || m >= CopyFrom;
        int aligned = GemmKernel<T, TVector, TSimd>.AlignedColumns(n);
        using var scope = packB ? new TensorScope() : null;
        var packed = packB ? Tensor.Empty([k, aligned], y.DType) : null;
        if (packed is not null)
        {
            int blocks = (k + depth - 1) / depth, groups = (tilesAcross + 7) / 8;
            Threads.For(blocks * groups, chunk =>
            {
                (int block, int group) = Math.DivRem(chunk, groups);
                int p = block * depth, j = group * 8 * width, deep = Math.Min(depth, k - p);
                GemmKernel<T, TVector, TSimd>.Pack(
                    Operand<T>(b, batch, index).From(p, j), packed.AsSpan<T>()[(p * aligned + j * deep)..], deep, Math.Min(8 * width, n - j));
            });
        }
        Threads.For(down * across, chunk =>
        {
            (int r, int q) = Math.DivRem(chunk, across);
            int i = (int)((long)r * tilesDown / down) * tile, end = Math.Min(m, (int)((long)(r + 1) * tilesDown / down) * tile);
            int j = (int)((long)q * tilesAcross / across) * width, last = Math.Min(n, (int)((long)(q + 1) * tilesAcross / across) * width);
            GemmKernel<T, TVector, TSimd>.Multiply(
                Operand<T>(a, batch, index).From(i, 0),
                packed is null ? Operand<T>(b, batch, index).From(0, j) : default,
                packed is null ? default : packed.AsReadOnlySpan<T>(), aligned, j,
                y.AsSpan<T>()[(index * m * n + i * n + j)..], n, end - i, last - j, k, copyA);
        });
    }

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
