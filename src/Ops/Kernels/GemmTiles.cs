using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>
/// The innermost kernels of the matrix product: a tile of the result, up to twelve rows of two vectors, is held in registers while its rows of A and
/// its columns of B pass by. Every element is summed in the order of k whatever the tile, so the result does not depend on how the matrix is cut.
/// </summary>
/// <remarks>
/// One kernel is written out; its type parameters say how many rows and vectors a tile has, and the compiler drops the others. Twelve rows of two
/// vectors leave room in 32 registers for the row of B; where there are 16 registers, a tile has six rows.
/// </remarks>
internal static partial class GemmTiles<T, TVector, TSimd> where T : unmanaged where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>The columns of a tile.</summary>
    public static int Width => 2 * TSimd.Count;

    /// <summary>The most rows of a tile: as many as the registers hold.</summary>
    public static int Rows => Unsafe.SizeOf<TVector>() == 64 ? 12 : 6;

    /// <summary>Cuts rows into tiles as even as can be.</summary>
    public static TileCut Cut(int rows) => TileCut.Of(rows, Rows);

    /// <summary>C (+)= A·B for tiles below one another.</summary>
    /// <param name="tiles">How many tiles.</param>
    /// <param name="tileA">How far apart the tiles of A lie.</param>
    /// <param name="rows">How many rows each has, from 1 to <see cref="Rows"/>.</param>
    /// <param name="columns">How many columns, from 1 to <see cref="Width"/>.</param>
    /// <param name="a">The first element of A; rows lie <paramref name="rowA"/> apart, columns <paramref name="columnA"/>.</param>
    /// <param name="rowA">The stride of A's rows.</param>
    /// <param name="columnA">The stride of A's columns.</param>
    /// <param name="b">The first element of B; rows lie <paramref name="rowB"/> apart, columns are neighbours.</param>
    /// <param name="rowB">The stride of B's rows.</param>
    /// <param name="c">The first element of C; rows lie <paramref name="rowC"/> apart, columns are neighbours.</param>
    /// <param name="rowC">The stride of C's rows.</param>
    /// <param name="depth">The columns of A and rows of B.</param>
    /// <param name="accumulate">Whether to add to C rather than overwrite it.</param>
    public static void Multiply(
        int tiles, nint tileA, int rows, int columns, ref readonly T a, nint rowA, nint columnA,
        ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate)
    {
        int walk = 0;
        Multiply<Even>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate, in walk);
    }

    /// <summary>C (+)= A·B where the columns of A lie as far apart as the walk says, which has a step for the last too, and B and C are one vector
    /// wide or two; the rows of B follow one another.</summary>
    public static void MultiplyWalkingA(
        int tiles, nint tileA, int rows, int columns, ref readonly T a, nint rowA,
        ref readonly T b, ref T c, nint rowC, int depth, bool accumulate, ref readonly int walk) =>
        Multiply<WalkOfA>(tiles, tileA, rows, columns, in a, rowA, 0, in b, columns, ref c, rowC, depth, accumulate, in walk);

    /// <summary>C (+)= A·B for all of the rows, whose tiles follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Multiply(
        TileCut cut, int columns, ref readonly T a, nint rowA, nint columnA,
        ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate)
    {
        Multiply(cut.Whole, cut.Rows * rowA, cut.Rows, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate);
        if (cut.Rest > 0)
            Multiply(1, 0, cut.Rest, columns, in Unsafe.Add(ref Unsafe.AsRef(in a), cut.Behind * rowA), rowA, columnA,
                in b, rowB, ref Unsafe.Add(ref c, cut.Behind * rowC), rowC, depth, accumulate);
    }

    /// <summary>C (+)= A·B for all of the rows, with a walk along those of A.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MultiplyWalkingA(
        TileCut cut, int columns, ref readonly T a, nint rowA, ref readonly T b, ref T c, nint rowC, int depth, bool accumulate, ref readonly int walk)
    {
        MultiplyWalkingA(cut.Whole, cut.Rows * rowA, cut.Rows, columns, in a, rowA, in b, ref c, rowC, depth, accumulate, in walk);
        if (cut.Rest > 0)
            MultiplyWalkingA(1, 0, cut.Rest, columns, in Unsafe.Add(ref Unsafe.AsRef(in a), cut.Behind * rowA), rowA,
                in b, ref Unsafe.Add(ref c, cut.Behind * rowC), rowC, depth, accumulate, in walk);
    }

    /// <summary>C (+)= A·B where the rows of B lie as far apart as the walk says, which has a step for the last too. Where
    /// <paramref name="isSpacious"/>, what lies behind the columns of B may be read as well.</summary>
    public static void MultiplyWalkingB(
        int tiles, nint tileA, int rows, int columns, ref readonly T a, nint rowA, nint columnA,
        ref readonly T b, ref T c, nint rowC, int depth, bool accumulate, ref readonly int walk, bool isSpacious)
    {
        if (!isSpacious || columns % TSimd.Count == 0)
            Multiply<WalkOfB>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, 0, ref c, rowC, depth, accumulate, in walk);
        else if (columns > TSimd.Count)
            Multiply<SpaciousTwo, WalkOfB>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, 0, ref c, rowC, depth, accumulate, in walk);
        else
            Multiply<SpaciousOne, WalkOfB>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, 0, ref c, rowC, depth, accumulate, in walk);
    }

    private static void Multiply<TWalk>(
        int tiles, nint tileA, int rows, int columns, ref readonly T a, nint rowA, nint columnA,
        ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate, ref readonly int walk)
        where TWalk : struct, IWalk
    {
        if (columns == Width)
            Multiply<Two, TWalk>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate, in walk);
        else if (columns > TSimd.Count)
            Multiply<OneAndPart, TWalk>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate, in walk);
        else if (columns == TSimd.Count)
            Multiply<One, TWalk>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate, in walk);
        else
            Multiply<Part, TWalk>(tiles, tileA, rows, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate, in walk);
    }

    private static void Multiply<TColumns, TWalk>(
        int tiles, nint tileA, int rows, int columns, ref readonly T a, nint rowA, nint columnA,
        ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool add, ref readonly int walk)
        where TColumns : struct, IColumns where TWalk : struct, IWalk
    {
        switch (rows)
        {
            case 1: Tile<TColumns, Rows1, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 2: Tile<TColumns, Rows2, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 3: Tile<TColumns, Rows3, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 4: Tile<TColumns, Rows4, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 5: Tile<TColumns, Rows5, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 6: Tile<TColumns, Rows6, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 7: Tile<TColumns, Rows7, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 8: Tile<TColumns, Rows8, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 9: Tile<TColumns, Rows9, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 10: Tile<TColumns, Rows10, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 11: Tile<TColumns, Rows11, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
            case 12: Tile<TColumns, Rows12, TWalk>(tiles, tileA, columns, in a, rowA, columnA, in b, rowB, ref c, rowC, depth, add, in walk); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Tile<TColumns, TRows, TWalk>(
        int tiles, nint tileA, int columns, ref readonly T a, nint rowA, nint columnA,
        ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate, ref readonly int walk)
        where TColumns : struct, IColumns where TRows : struct, IRows where TWalk : struct, IWalk
    {
        int part = TColumns.Vectors == 2 ? columns - TSimd.Count : columns;
        ref T at = ref Unsafe.AsRef(in a);
        // Four pointers and two offsets reach twelve rows.
        nint one = rowA * sizeof(T), two = 2 * one;
        // Rows of C are asked for one after another while the sums are being taken: all at once they would hold up the loads of A and B.
        int share = (depth + TRows.Count - 1) / TRows.Count;
        for (; tiles > 0; tiles--)
        {
            TVector b0, b1 = default, x;
            TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
            TVector c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
            TVector c80 = default, c81 = default, c90 = default, c91 = default, cA0 = default, cA1 = default, cB0 = default, cB1 = default;
            ref T p0 = ref at, pb = ref Unsafe.AsRef(in b);
            ref T p3 = ref Unsafe.AddByteOffset(ref p0, one + two), p6 = ref Unsafe.Add(ref p0, 6 * rowA), p9 = ref Unsafe.Add(ref p3, 6 * rowA);
            ref T row = ref c;
            ref int next = ref Unsafe.AsRef(in walk);
            for (int left = depth; left > 0;)
            {
                Prefetch(ref row);
                row = ref Unsafe.Add(ref row, rowC);
                int stop = Math.Max(0, left - share);
                for (; left > stop; left--)
                {
                    if (TColumns.Vectors == 2)
                    {
                        b0 = TSimd.Load(in pb, 0);
                        b1 = TColumns.Masked ? TSimd.LoadPart(in pb, TSimd.Count, part) : TSimd.Load(in pb, TSimd.Count);
                    }
                    else
                        b0 = TColumns.Masked ? TSimd.LoadPart(in pb, 0, part) : TSimd.Load(in pb, 0);
                    // What is constant, or read as late as it can be, leaves registers to what is neither.
                    pb = ref Unsafe.Add(ref pb, TWalk.OfA ? TColumns.Vectors * TSimd.Count : TWalk.OfB ? next : rowB);
                    x = TSimd.Broadcast(p0);
                    c00 = TSimd.MultiplyAdd(x, b0, c00);
                    if (TColumns.Vectors == 2)
                        c01 = TSimd.MultiplyAdd(x, b1, c01);
                    if (TRows.Count > 1)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p0, one));
                        c10 = TSimd.MultiplyAdd(x, b0, c10);
                        if (TColumns.Vectors == 2)
                            c11 = TSimd.MultiplyAdd(x, b1, c11);
                    }
                    if (TRows.Count > 2)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p0, two));
                        c20 = TSimd.MultiplyAdd(x, b0, c20);
                        if (TColumns.Vectors == 2)
                            c21 = TSimd.MultiplyAdd(x, b1, c21);
                    }
                    if (TRows.Count > 3)
                    {
                        x = TSimd.Broadcast(p3);
                        c30 = TSimd.MultiplyAdd(x, b0, c30);
                        if (TColumns.Vectors == 2)
                            c31 = TSimd.MultiplyAdd(x, b1, c31);
                    }
                    if (TRows.Count > 4)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p3, one));
                        c40 = TSimd.MultiplyAdd(x, b0, c40);
                        if (TColumns.Vectors == 2)
                            c41 = TSimd.MultiplyAdd(x, b1, c41);
                    }
                    if (TRows.Count > 5)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p3, two));
                        c50 = TSimd.MultiplyAdd(x, b0, c50);
                        if (TColumns.Vectors == 2)
                            c51 = TSimd.MultiplyAdd(x, b1, c51);
                    }
                    if (TRows.Count > 6)
                    {
                        x = TSimd.Broadcast(p6);
                        c60 = TSimd.MultiplyAdd(x, b0, c60);
                        if (TColumns.Vectors == 2)
                            c61 = TSimd.MultiplyAdd(x, b1, c61);
                    }
                    if (TRows.Count > 7)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p6, one));
                        c70 = TSimd.MultiplyAdd(x, b0, c70);
                        if (TColumns.Vectors == 2)
                            c71 = TSimd.MultiplyAdd(x, b1, c71);
                    }
                    if (TRows.Count > 8)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p6, two));
                        c80 = TSimd.MultiplyAdd(x, b0, c80);
                        if (TColumns.Vectors == 2)
                            c81 = TSimd.MultiplyAdd(x, b1, c81);
                    }
                    if (TRows.Count > 9)
                    {
                        x = TSimd.Broadcast(p9);
                        c90 = TSimd.MultiplyAdd(x, b0, c90);
                        if (TColumns.Vectors == 2)
                            c91 = TSimd.MultiplyAdd(x, b1, c91);
                    }
                    if (TRows.Count > 10)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p9, one));
                        cA0 = TSimd.MultiplyAdd(x, b0, cA0);
                        if (TColumns.Vectors == 2)
                            cA1 = TSimd.MultiplyAdd(x, b1, cA1);
                    }
                    if (TRows.Count > 11)
                    {
                        x = TSimd.Broadcast(Unsafe.AddByteOffset(ref p9, two));
                        cB0 = TSimd.MultiplyAdd(x, b0, cB0);
                        if (TColumns.Vectors == 2)
                            cB1 = TSimd.MultiplyAdd(x, b1, cB1);
                    }
                    nint step = TWalk.OfA ? next : columnA;
                    if (TWalk.OfA || TWalk.OfB)
                        next = ref Unsafe.Add(ref next, 1);
                    p0 = ref Unsafe.Add(ref p0, step);
                    if (TRows.Count > 3)
                        p3 = ref Unsafe.Add(ref p3, step);
                    if (TRows.Count > 6)
                        p6 = ref Unsafe.Add(ref p6, step);
                    if (TRows.Count > 9)
                        p9 = ref Unsafe.Add(ref p9, step);
                }
            }
            Put<TColumns>(c00, c01, ref c, part, accumulate);
            if (TRows.Count > 1)
                Put<TColumns>(c10, c11, ref Unsafe.Add(ref c, rowC), part, accumulate);
            if (TRows.Count > 2)
                Put<TColumns>(c20, c21, ref Unsafe.Add(ref c, 2 * rowC), part, accumulate);
            if (TRows.Count > 3)
                Put<TColumns>(c30, c31, ref Unsafe.Add(ref c, 3 * rowC), part, accumulate);
            if (TRows.Count > 4)
                Put<TColumns>(c40, c41, ref Unsafe.Add(ref c, 4 * rowC), part, accumulate);
            if (TRows.Count > 5)
                Put<TColumns>(c50, c51, ref Unsafe.Add(ref c, 5 * rowC), part, accumulate);
            if (TRows.Count > 6)
                Put<TColumns>(c60, c61, ref Unsafe.Add(ref c, 6 * rowC), part, accumulate);
            if (TRows.Count > 7)
                Put<TColumns>(c70, c71, ref Unsafe.Add(ref c, 7 * rowC), part, accumulate);
            if (TRows.Count > 8)
                Put<TColumns>(c80, c81, ref Unsafe.Add(ref c, 8 * rowC), part, accumulate);
            if (TRows.Count > 9)
                Put<TColumns>(c90, c91, ref Unsafe.Add(ref c, 9 * rowC), part, accumulate);
            if (TRows.Count > 10)
                Put<TColumns>(cA0, cA1, ref Unsafe.Add(ref c, 10 * rowC), part, accumulate);
            if (TRows.Count > 11)
                Put<TColumns>(cB0, cB1, ref Unsafe.Add(ref c, 11 * rowC), part, accumulate);
            at = ref Unsafe.Add(ref at, tileA);
            c = ref Unsafe.Add(ref c, TRows.Count * rowC);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TColumns>(TVector left, TVector right, ref T c, int part, bool accumulate) where TColumns : struct, IColumns
    {
        if (TColumns.Vectors == 1 && !TColumns.Part)
        {
            TSimd.Store(accumulate ? TSimd.Add(left, TSimd.Load(in c, 0)) : left, ref c, 0);
            return;
        }
        if (TColumns.Vectors == 1)
        {
            TSimd.StorePart(accumulate ? TSimd.Add(left, TSimd.LoadPart(in c, 0, part)) : left, ref c, 0, part);
            return;
        }
        TSimd.Store(accumulate ? TSimd.Add(left, TSimd.Load(in c, 0)) : left, ref c, 0);
        if (TColumns.Part)
            TSimd.StorePart(accumulate ? TSimd.Add(right, TSimd.LoadPart(in c, TSimd.Count, part)) : right, ref c, TSimd.Count, part);
        else
            TSimd.Store(accumulate ? TSimd.Add(right, TSimd.Load(in c, TSimd.Count)) : right, ref c, TSimd.Count);
    }

    /// <summary>Asks for a row of C.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Prefetch(ref T c)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(Unsafe.AsPointer(ref c));
        Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref c, TSimd.Count)));
    }
}

/// <summary>Rows cut into tiles.</summary>
/// <param name="Rows">The rows of a tile.</param>
/// <param name="Whole">How many tiles have as many.</param>
/// <param name="Rest">The rows of the last beside them; 0 where there is none.</param>
internal readonly record struct TileCut(int Rows, int Whole, int Rest)
{
    /// <summary>The rows before the rest.</summary>
    public int Behind => Whole * Rows;

    /// <summary>Parts of so many at most, as even as can be.</summary>
    public static TileCut Of(int rows, int most)
    {
        int tiles = (rows + most - 1) / most, each = (rows + tiles - 1) / tiles;
        return new(each, rows / each, rows % each);
    }
}
