using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoGrad;

/// <summary>A matrix in memory: the first element and how far apart its rows and columns lie.</summary>
internal readonly ref struct Matrix<T>(ReadOnlySpan<T> values, int row, int column)
{
    public readonly ReadOnlySpan<T> Values = values;
    public readonly int Row = row, Column = column;
}

/// <summary>
/// The product of two matrices, C = A·B, after Goto and van de Geijn, "Anatomy of high-performance matrix multiplication" (2008): B is taken in
/// panels as
/// wide as a register tile and as deep as the cache allows, and A passes by row tile by row tile. B is read in place where its rows are contiguous
/// and
/// small enough, and packed otherwise. The loops are compiled with all optimisations at once, since a program may call them seldom and long.
/// </summary>
internal static class GemmKernel
{
    /// <summary>How deep a panel of B is: with two vectors' width it fills about half of the first-level cache.</summary>
    private const int PanelDepth = 384;

    /// <summary>From this many rows of A on, copying a panel of B together costs less than walking over rows that lie far apart and may share cache
    /// sets.</summary>
    private const int PackFrom = 48;

    /// <summary>Up to this many rows of A it costs less to take inner products than to transpose B.</summary>
    private const int DotUpTo = 8;

    /// <summary>C = A·B, where C has <paramref name="m"/> rows, <paramref name="rowC"/> apart, of <paramref name="n"/> columns.</summary>
    public static void Multiply<T>(Matrix<T> a, Matrix<T> b, Span<T> c, int rowC, int m, int n, int k) where T : unmanaged, INumber<T>
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<T, Vector512<T>, Simd512<T>>(a, b, c, rowC, m, n, k);
        else if (Vector256.IsHardwareAccelerated)
            Multiply<T, Vector256<T>, Simd256<T>>(a, b, c, rowC, m, n, k);
        else
            Multiply<T, Vector128<T>, Simd128<T>>(a, b, c, rowC, m, n, k);
    }

    private static void Multiply<T, TVector, TSimd>(Matrix<T> a, Matrix<T> b, Span<T> c, int rowC, int m, int n, int k)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        if (m == 0 || n == 0)
            return;
        if (b.Column != 1 && b.Row == 1 && a.Column == 1 && m <= DotUpTo)
        {
            DotTiles<T, TVector, TSimd>.Multiply(
                in MemoryMarshal.GetReference(a.Values), a.Row, in MemoryMarshal.GetReference(b.Values), b.Column, ref MemoryMarshal.GetReference(c), rowC, m, n, k);
            return;
        }
        MultiplyPanels<T, TVector, TSimd>(a, b, c, rowC, m, n, k);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyPanels<T, TVector, TSimd>(Matrix<T> a, Matrix<T> b, Span<T> c, int rowC, int m, int n, int k)
        where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
    {
        int width = GemmTiles<T, TVector, TSimd>.Width;
        bool pack = b.Column != 1 || m >= PackFrom && n > width;
        // All panels of a depth are packed together, so that rows of B are read in long pieces.
        int panels = (n + width - 1) / width;
        Span<T> packed = pack ? Scratch<T>.Take(PanelDepth * width * panels) : n % width != 0 ? Scratch<T>.Take(PanelDepth * width) : default;
        Span<T> edge = stackalloc T[n % width != 0 ? 6 * width : 0];
        ref T a0 = ref MemoryMarshal.GetReference(a.Values), c0 = ref MemoryMarshal.GetReference(c);
        for (int p = 0; p < k; p += PanelDepth)
        {
            int depth = Math.Min(PanelDepth, k - p), size = depth * width;
            int whole = pack && b.Column == 1 ? n / width : 0;
            if (whole > 0)
                GemmTiles<T, TVector, TSimd>.CopyPanels(
                    in Unsafe.Add(ref MemoryMarshal.GetReference(b.Values), (nint)p * b.Row), b.Row, ref MemoryMarshal.GetReference(packed), depth, whole);
            for (int j = whole * width; pack && j < n; j += width)
                Pack(b, p, j, depth, Math.Min(width, n - j), packed.Slice(j / width * size, size), width);
            for (int j = 0; j < n; j += width)
            {
                int columns = Math.Min(width, n - j);
                if (!pack && columns < width)
                    Pack(b, p, j, depth, columns, packed[..size], width);
                ref T panel = ref pack ? ref MemoryMarshal.GetReference(packed[(j / width * size)..])
                    : ref columns < width ? ref MemoryMarshal.GetReference(packed)
                    : ref Unsafe.Add(ref MemoryMarshal.GetReference(b.Values), (nint)p * b.Row + j);
                nint rowB = pack || columns < width ? width : b.Row;
                for (int i = 0; i < m;)
                {
                    int rows = TileRows(m - i);
                    ref T tileA = ref Unsafe.Add(ref a0, (nint)i * a.Row + (nint)p * a.Column);
                    ref T tileC = ref Unsafe.Add(ref c0, (nint)i * rowC + j);
                    if (columns == width)
                        GemmTiles<T, TVector, TSimd>.Multiply(rows, in tileA, a.Row, a.Column, in panel, rowB, ref tileC, rowC, depth, p > 0);
                    else
                    {
                        GemmTiles<T, TVector, TSimd>.Multiply(
                            rows, in tileA, a.Row, a.Column, in panel, rowB, ref MemoryMarshal.GetReference(edge), width, depth, false);
                        PutEdge(edge, width, c[(i * rowC + j)..], rowC, rows, columns, p > 0);
                    }
                    i += rows;
                }
            }
        }
    }

    private static int TileRows(int left) => left >= 6 ? 6 : left >= 4 ? 4 : left >= 2 ? 2 : 1;

    /// <summary>Copies a panel of B, whose rows or columns are contiguous, so that its rows are, filled up with zeros.</summary>
    private static void Pack<T>(Matrix<T> b, int row, int column, int depth, int columns, Span<T> packed, int width) where T : unmanaged
    {
        var from = b.Values[(row * b.Row + column * b.Column)..];
        if (columns < width)
            packed[..(depth * width)].Clear();
        if (b.Column == 1)
            for (int i = 0; i < depth; i++)
                from.Slice(i * b.Row, columns).CopyTo(packed[(i * width)..]);
        else
            TransposeKernel.Transpose(from, b.Column, packed, width, columns, depth);
    }

    private static void PutEdge<T>(ReadOnlySpan<T> edge, int width, Span<T> c, int rowC, int rows, int columns, bool accumulate) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < rows; i++)
        {
            var from = edge.Slice(i * width, columns);
            var to = c.Slice(i * rowC, columns);
            if (!accumulate)
                from.CopyTo(to);
            else
                for (int j = 0; j < columns; j++)
                    to[j] += from[j];
        }
    }

    /// <summary>Space for a packed panel, one a thread, aligned to cache lines so that no vector straddles two.</summary>
    private static class Scratch<T> where T : unmanaged
    {
        private const int Line = 64;

        [ThreadStatic]
        private static T[]? buffer;

        [ThreadStatic]
        private static int start;

        public static unsafe Span<T> Take(int length)
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
}
