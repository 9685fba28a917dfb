using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>A matrix in memory: the first element and how far apart its rows and columns lie.</summary>
internal readonly ref struct Matrix<T>(ReadOnlySpan<T> values, int row, int column)
{
    public readonly ReadOnlySpan<T> Values = values;
    public readonly int Row = row, Column = column;

    /// <summary>The same matrix from a row and a column on.</summary>
    public Matrix<T> From(int row, int column) => new(Values[(row * Row + column * Column)..], Row, Column);
}

/// <summary>
/// The product of two matrices on one thread, C = A·B, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): a
/// panel of B, as wide as a register tile and one block deep, stays in the first-level cache while the rows of A pass by, tile by tile. What lies
/// badly is copied first; what does not is read in place.
/// </summary>
/// <remarks>
/// Every element is summed block by block, of a depth that follows from k alone, and within a block in the order of k. So it has the same bits
/// however rows and columns are cut, and whichever operand is copied.
/// </remarks>
internal static class GemmKernel<T, TVector, TSimd> where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>The greatest depth of a block: two vectors wide, a panel of B takes three quarters of a first-level cache of 48 KB.</summary>
    private const int MostDepth = 288;

    /// <summary>The most rows of A taken together: with that depth they fit a second-level cache of 1 MB, and are whole tiles.</summary>
    public const int MostRows = 480;

    /// <summary>Rows of a copy of A lie so far apart that they meet different sets of the cache.</summary>
    private const int RowStride = MostDepth + 16;

    /// <summary>How deep the blocks are that sums of <paramref name="k"/> terms are taken in: equally deep, that none is nearly empty.</summary>
    public static int Depth(int k)
    {
        int blocks = (k + MostDepth - 1) / MostDepth;
        return (k + blocks - 1) / blocks;
    }

    /// <summary>C (+)= A·B for at most <see cref="MostRows"/> rows.</summary>
    /// <param name="a">A.</param>
    /// <param name="b">B, whose rows are contiguous; what it holds where there is a copy is not read.</param>
    /// <param name="packed">The copy of B by <see cref="Pack"/>, from its first column on, where there is only one block; or nothing.</param>
    /// <param name="c">The first element of C.</param>
    /// <param name="rowC">The stride of C's rows.</param>
    /// <param name="m">The rows of C.</param>
    /// <param name="n">The columns of C.</param>
    /// <param name="k">The columns of A and rows of B.</param>
    /// <param name="deep">How deep blocks are.</param>
    /// <param name="accumulate">Whether to add to C rather than overwrite it.</param>
    /// <param name="copyA">Whether to copy blocks of A.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        Matrix<T> a, Matrix<T> b, ReadOnlySpan<T> packed, Span<T> c, int rowC, int m, int n, int k, int deep, bool accumulate, bool copyA)
    {
        int width = GemmTiles<T, TVector, TSimd>.Width;
        Span<T> block = copyA ? Scratch<T>.OfA(MostRows * RowStride) : default;
        ref T c0 = ref MemoryMarshal.GetReference(c);
        // Tiles of a copied A hold its columns, if these are neighbours, or all its rows in turn.
        bool tiled = copyA && a.Column != 1;
        for (int p = 0; p < k; p += deep)
        {
            int depth = Math.Min(deep, k - p);
            ref T a0 = ref Unsafe.Add(ref MemoryMarshal.GetReference(a.Values), (nint)p * a.Column);
            if (copyA)
            {
                CopyBlock(a.From(0, p), block, m, depth);
                a0 = ref MemoryMarshal.GetReference(block);
            }
            nint rowA = tiled ? 1 : copyA ? RowStride : a.Row, rowsApart = tiled ? depth : rowA;
            for (int j = 0; j < n; j += width)
            {
                int columns = Math.Min(width, n - j);
                ref T panel = ref packed.IsEmpty
                    ? ref Unsafe.Add(ref MemoryMarshal.GetReference(b.Values), (nint)p * b.Row + j)
                    : ref Unsafe.Add(ref MemoryMarshal.GetReference(packed), (nint)j * depth);
                nint rowB = packed.IsEmpty ? b.Row : width;
                for (int i = 0; i < m;)
                {
                    (int tiles, int rows) = Tiles(m - i);
                    GemmTiles<T, TVector, TSimd>.Multiply(
                        tiles, rows * rowsApart, rows, columns, in Unsafe.Add(ref a0, i * rowsApart), rowA, tiled ? rows : a.Column,
                        in panel, rowB, ref Unsafe.Add(ref c0, (nint)i * rowC + j), rowC, depth, accumulate || p > 0);
                    i += tiles * rows;
                }
            }
        }
    }

    /// <summary>How many equal tiles come next, and their rows: at the end rather two of middling height than one nearly empty.</summary>
    private static (int Tiles, int Rows) Tiles(int left)
    {
        int most = GemmTiles<T, TVector, TSimd>.Rows, beyond = left - most - most / 3;
        return beyond >= 0 ? (beyond / most + 1, most) : left <= most ? (1, left) : (1, (left + 1) / 2);
    }

    /// <summary>Copies a block of A: row by row where rows are contiguous, or else tile by tile, each column by column.</summary>
    private static void CopyBlock(Matrix<T> a, Span<T> block, int m, int depth)
    {
        if (a.Column == 1)
        {
            for (int i = 0; i < m; i++)
                a.Values.Slice(i * a.Row, depth).CopyTo(block[(i * RowStride)..]);
            return;
        }
        for (int i = 0, rows; i < m; i += rows)
        {
            rows = Tiles(m - i).Rows;
            ref T from = ref Unsafe.Add(ref MemoryMarshal.GetReference(a.Values), (nint)i * a.Row);
            ref T to = ref MemoryMarshal.GetReference(block[(i * depth)..]);
            if (a.Row != 1)
                for (nint p = 0; p < depth; p++)
                    for (int r = 0; r < rows; r++)
                        Unsafe.Add(ref to, p * rows + r) = Unsafe.Add(ref from, p * a.Column + (nint)r * a.Row);
            else if (i + rows + TSimd.Count <= m)
                // What is written too much is overwritten by the next column, or by the next tile.
                for (nint p = 0; p < depth; p++)
                    for (nint r = 0; r < rows; r += TSimd.Count)
                        TSimd.Store(TSimd.Load(in from, p * a.Column + r), ref to, p * rows + r);
            else
                for (nint p = 0; p < depth; p++)
                    for (int r = 0; r < rows; r += TSimd.Count)
                        TSimd.StorePart(
                            TSimd.LoadPart(in from, p * a.Column + r, Math.Min(TSimd.Count, rows - r)), ref to, p * rows + r,
                            Math.Min(TSimd.Count, rows - r));
        }
    }

    /// <summary>
    /// Copies panels of B of one block of depth, so that the rows of each follow one another: element (i, j) of the block goes to
    /// j / Width · depth · Width + i · Width + j % Width.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(Matrix<T> b, Span<T> packed, int depth, int n)
    {
        int width = GemmTiles<T, TVector, TSimd>.Width, whole = b.Column == 1 ? n / width * width : 0;
        ref T from = ref MemoryMarshal.GetReference(b.Values);
        ref T to = ref MemoryMarshal.GetReference(packed);
        // Rows of B are read in long pieces.
        for (nint i = 0; i < depth && whole > 0; i++)
            for (nint j = 0; j < whole; j += width)
            {
                ref T source = ref Unsafe.Add(ref from, i * b.Row + j);
                ref T target = ref Unsafe.Add(ref to, j * depth + i * width);
                TSimd.Store(TSimd.Load(in source, 0), ref target, 0);
                TSimd.Store(TSimd.Load(in source, TSimd.Count), ref target, TSimd.Count);
            }
        for (int j = whole; j < n; j += width)
        {
            int columns = Math.Min(width, n - j);
            var target = packed.Slice(j * depth, width * depth);
            if (b.Row == 1)
                TransposeKernel.Transpose(b.Values[(j * b.Column)..], b.Column, target, width, columns, depth);
            else if (b.Column == 1)
                for (int i = 0; i < depth; i++)
                    b.Values.Slice(i * b.Row + j, columns).CopyTo(target[(i * width)..]);
            else
                for (int i = 0; i < depth; i++)
                    for (int l = 0; l < columns; l++)
                        target[i * width + l] = b.Values[i * b.Row + (j + l) * b.Column];
        }
    }
}

/// <summary>Space for copies, a thread's own, aligned to cache lines so that no vector straddles two.</summary>
internal static class Scratch<T> where T : unmanaged
{
    private const int Line = 64;

    [ThreadStatic]
    private static T[]? a, b, c;

    [ThreadStatic]
    private static int startA, startB, startC;

    public static Span<T> OfA(int length) => Take(ref a, ref startA, length);

    public static Span<T> OfB(int length) => Take(ref b, ref startB, length);

    public static Span<T> OfC(int length) => Take(ref c, ref startC, length);

    private static unsafe Span<T> Take(ref T[]? buffer, ref int start, int length)
    {
        if (buffer is null || buffer.Length - start < length)
        {
            buffer = GC.AllocateUninitializedArray<T>(length + Line / sizeof(T), pinned: true);
            nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(buffer));
            start = (int)((Line - address % Line) % Line / (nuint)sizeof(T));
        }
        return buffer.AsSpan(start, length);
    }
}
