using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The innermost kernels of the matrix product: a tile of the result, two vectors wide, is held in registers while its rows of A and its columns of
/// B pass
/// by. Every element is summed in the order of k whatever the tile, so the result does not depend on how the matrix is cut.
/// </summary>
internal static class GemmTiles<T, TVector, TSimd> where T : unmanaged where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>The columns of a tile.</summary>
    public static int Width => 2 * TSimd.Count;

    /// <summary>C (+)= A·B for one tile.</summary>
    /// <param name="rows">6, 4, 2 or 1.</param>
    /// <param name="a">The first element of A; rows lie <paramref name="rowA"/> apart, columns <paramref name="columnA"/>.</param>
    /// <param name="rowA">The stride of A's rows.</param>
    /// <param name="columnA">The stride of A's columns.</param>
    /// <param name="b">The first element of B; rows lie <paramref name="rowB"/> apart, columns are neighbours.</param>
    /// <param name="rowB">The stride of B's rows.</param>
    /// <param name="c">The first element of C; rows lie <paramref name="rowC"/> apart, columns are neighbours.</param>
    /// <param name="rowC">The stride of C's rows.</param>
    /// <param name="depth">The columns of A and rows of B.</param>
    /// <param name="accumulate">Whether to add to C rather than overwrite it.</param>
    public static void Multiply(int rows, ref readonly T a, nint rowA, nint columnA, ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate)
    {
        switch (rows)
        {
            case 6: Six(in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate); break;
            case 4: Four(in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate); break;
            case 2: Two(in a, rowA, columnA, in b, rowB, ref c, rowC, depth, accumulate); break;
            default: One(in a, columnA, in b, rowB, ref c, depth, accumulate); break;
        }
    }

    /// <summary>Copies neighbouring panels of B, each as wide as a tile, so that the rows of each follow one another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyPanels(ref readonly T b, nint rowB, ref T packed, int depth, int panels)
    {
        nint width = Width, size = depth * width;
        for (nint i = 0; i < depth; i++)
        {
            ref T from = ref Unsafe.Add(ref Unsafe.AsRef(in b), i * rowB);
            ref T to = ref Unsafe.Add(ref packed, i * width);
            for (int j = 0; j < panels; j++)
            {
                TSimd.Store(TSimd.Load(in from, 0), ref to, 0);
                TSimd.Store(TSimd.Load(in from, TSimd.Count), ref to, TSimd.Count);
                from = ref Unsafe.Add(ref from, width);
                to = ref Unsafe.Add(ref to, size);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Six(ref readonly T a, nint rowA, nint columnA, ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate)
    {
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        ref T pa = ref Unsafe.AsRef(in a), pb = ref Unsafe.AsRef(in b);
        nint width = TSimd.Count;
        for (; depth > 0; depth--)
        {
            var b0 = TSimd.Load(in pb, 0);
            var b1 = TSimd.Load(in pb, width);
            var x = TSimd.Broadcast(pa);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, rowA));
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, 2 * rowA));
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, 3 * rowA));
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, 4 * rowA));
            c40 = TSimd.MultiplyAdd(x, b0, c40);
            c41 = TSimd.MultiplyAdd(x, b1, c41);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, 5 * rowA));
            c50 = TSimd.MultiplyAdd(x, b0, c50);
            c51 = TSimd.MultiplyAdd(x, b1, c51);
            pa = ref Unsafe.Add(ref pa, columnA);
            pb = ref Unsafe.Add(ref pb, rowB);
        }
        Put(c00, c01, ref c, accumulate);
        Put(c10, c11, ref Unsafe.Add(ref c, rowC), accumulate);
        Put(c20, c21, ref Unsafe.Add(ref c, 2 * rowC), accumulate);
        Put(c30, c31, ref Unsafe.Add(ref c, 3 * rowC), accumulate);
        Put(c40, c41, ref Unsafe.Add(ref c, 4 * rowC), accumulate);
        Put(c50, c51, ref Unsafe.Add(ref c, 5 * rowC), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ref readonly T a, nint rowA, nint columnA, ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate)
    {
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        ref T pa = ref Unsafe.AsRef(in a), pb = ref Unsafe.AsRef(in b);
        nint width = TSimd.Count;
        for (; depth > 0; depth--)
        {
            var b0 = TSimd.Load(in pb, 0);
            var b1 = TSimd.Load(in pb, width);
            var x = TSimd.Broadcast(pa);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, rowA));
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, 2 * rowA));
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, 3 * rowA));
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            pa = ref Unsafe.Add(ref pa, columnA);
            pb = ref Unsafe.Add(ref pb, rowB);
        }
        Put(c00, c01, ref c, accumulate);
        Put(c10, c11, ref Unsafe.Add(ref c, rowC), accumulate);
        Put(c20, c21, ref Unsafe.Add(ref c, 2 * rowC), accumulate);
        Put(c30, c31, ref Unsafe.Add(ref c, 3 * rowC), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ref readonly T a, nint rowA, nint columnA, ref readonly T b, nint rowB, ref T c, nint rowC, int depth, bool accumulate)
    {
        TVector c00 = default, c01 = default, c10 = default, c11 = default;
        ref T pa = ref Unsafe.AsRef(in a), pb = ref Unsafe.AsRef(in b);
        nint width = TSimd.Count;
        for (; depth > 0; depth--)
        {
            var b0 = TSimd.Load(in pb, 0);
            var b1 = TSimd.Load(in pb, width);
            var x = TSimd.Broadcast(pa);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            x = TSimd.Broadcast(Unsafe.Add(ref pa, rowA));
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            pa = ref Unsafe.Add(ref pa, columnA);
            pb = ref Unsafe.Add(ref pb, rowB);
        }
        Put(c00, c01, ref c, accumulate);
        Put(c10, c11, ref Unsafe.Add(ref c, rowC), accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ref readonly T a, nint columnA, ref readonly T b, nint rowB, ref T c, int depth, bool accumulate)
    {
        TVector c0 = default, c1 = default;
        ref T pa = ref Unsafe.AsRef(in a), pb = ref Unsafe.AsRef(in b);
        for (; depth > 0; depth--)
        {
            var x = TSimd.Broadcast(pa);
            c0 = TSimd.MultiplyAdd(x, TSimd.Load(in pb, 0), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Load(in pb, TSimd.Count), c1);
            pa = ref Unsafe.Add(ref pa, columnA);
            pb = ref Unsafe.Add(ref pb, rowB);
        }
        Put(c0, c1, ref c, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(TVector left, TVector right, ref T c, bool accumulate)
    {
        if (accumulate)
        {
            left = TSimd.Add(left, TSimd.Load(in c, 0));
            right = TSimd.Add(right, TSimd.Load(in c, TSimd.Count));
        }
        TSimd.Store(left, ref c, 0);
        TSimd.Store(right, ref c, TSimd.Count);
    }
}
