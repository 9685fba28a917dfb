using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>
/// The innermost kernel of A·Bᵀ where the rows of both lie contiguous: inner products of four rows with three, vectors running along the rows, so
/// that nothing has to be transposed. Every element is summed in one order whatever the tile.
/// </summary>
internal static class DotTiles<T, TVector, TSimd> where T : unmanaged, INumber<T> where TVector : struct where TSimd : struct, ISimd<T, TVector>
{
    /// <summary>C = A·Bᵀ.</summary>
    /// <param name="a">The first element of A.</param>
    /// <param name="rowA">The stride of A's rows.</param>
    /// <param name="b">The first element of B.</param>
    /// <param name="rowB">The stride of B's rows.</param>
    /// <param name="c">The first element of C.</param>
    /// <param name="rowC">The stride of C's rows.</param>
    /// <param name="rows">The rows of A and C.</param>
    /// <param name="columns">The rows of B and columns of C.</param>
    /// <param name="depth">The columns of A and B.</param>
    public static void Multiply(ref readonly T a, nint rowA, ref readonly T b, nint rowB, ref T c, nint rowC, int rows, int columns, int depth)
    {
        int i = 0;
        for (; i + 4 <= rows; i += 4)
        {
            ref T pa = ref Unsafe.Add(ref Unsafe.AsRef(in a), i * rowA);
            ref T pc = ref Unsafe.Add(ref c, i * rowC);
            int j = 0;
            for (; j + 3 <= columns; j += 3)
                FourByThree(in pa, rowA, in Unsafe.Add(ref Unsafe.AsRef(in b), j * rowB), rowB, ref Unsafe.Add(ref pc, j), rowC, depth);
            for (; j < columns; j++)
                for (int r = 0; r < 4; r++)
                    Unsafe.Add(ref pc, r * rowC + j) = One(in Unsafe.Add(ref pa, r * rowA), in Unsafe.Add(ref Unsafe.AsRef(in b), j * rowB), depth);
        }
        for (; i < rows; i++)
        {
            ref T pa = ref Unsafe.Add(ref Unsafe.AsRef(in a), i * rowA);
            ref T pc = ref Unsafe.Add(ref c, i * rowC);
            int j = 0;
            for (; j + 8 <= columns; j += 8)
                OneByEight(in pa, in Unsafe.Add(ref Unsafe.AsRef(in b), j * rowB), rowB, ref Unsafe.Add(ref pc, j), depth);
            for (; j < columns; j++)
                Unsafe.Add(ref pc, j) = One(in pa, in Unsafe.Add(ref Unsafe.AsRef(in b), j * rowB), depth);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByThree(ref readonly T a, nint rowA, ref readonly T b, nint rowB, ref T c, nint rowC, int depth)
    {
        TVector c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        TVector c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        nint k = 0, whole = depth - depth % TSimd.Count;
        for (; k < whole; k += TSimd.Count)
        {
            var b0 = TSimd.Load(in b, k);
            var b1 = TSimd.Load(in b, rowB + k);
            var b2 = TSimd.Load(in b, 2 * rowB + k);
            var x = TSimd.Load(in a, k);
            c00 = TSimd.MultiplyAdd(x, b0, c00);
            c01 = TSimd.MultiplyAdd(x, b1, c01);
            c02 = TSimd.MultiplyAdd(x, b2, c02);
            x = TSimd.Load(in a, rowA + k);
            c10 = TSimd.MultiplyAdd(x, b0, c10);
            c11 = TSimd.MultiplyAdd(x, b1, c11);
            c12 = TSimd.MultiplyAdd(x, b2, c12);
            x = TSimd.Load(in a, 2 * rowA + k);
            c20 = TSimd.MultiplyAdd(x, b0, c20);
            c21 = TSimd.MultiplyAdd(x, b1, c21);
            c22 = TSimd.MultiplyAdd(x, b2, c22);
            x = TSimd.Load(in a, 3 * rowA + k);
            c30 = TSimd.MultiplyAdd(x, b0, c30);
            c31 = TSimd.MultiplyAdd(x, b1, c31);
            c32 = TSimd.MultiplyAdd(x, b2, c32);
        }
        PutRow(c00, c01, c02, in a, in b, rowB, ref c, k, depth);
        PutRow(c10, c11, c12, in Unsafe.Add(ref Unsafe.AsRef(in a), rowA), in b, rowB, ref Unsafe.Add(ref c, rowC), k, depth);
        PutRow(c20, c21, c22, in Unsafe.Add(ref Unsafe.AsRef(in a), 2 * rowA), in b, rowB, ref Unsafe.Add(ref c, 2 * rowC), k, depth);
        PutRow(c30, c31, c32, in Unsafe.Add(ref Unsafe.AsRef(in a), 3 * rowA), in b, rowB, ref Unsafe.Add(ref c, 3 * rowC), k, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByEight(ref readonly T a, ref readonly T b, nint rowB, ref T c, int depth)
    {
        TVector c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
        nint k = 0, whole = depth - depth % TSimd.Count;
        ref T b4 = ref Unsafe.Add(ref Unsafe.AsRef(in b), 4 * rowB);
        for (; k < whole; k += TSimd.Count)
        {
            var x = TSimd.Load(in a, k);
            c0 = TSimd.MultiplyAdd(x, TSimd.Load(in b, k), c0);
            c1 = TSimd.MultiplyAdd(x, TSimd.Load(in b, rowB + k), c1);
            c2 = TSimd.MultiplyAdd(x, TSimd.Load(in b, 2 * rowB + k), c2);
            c3 = TSimd.MultiplyAdd(x, TSimd.Load(in b, 3 * rowB + k), c3);
            c4 = TSimd.MultiplyAdd(x, TSimd.Load(in b4, k), c4);
            c5 = TSimd.MultiplyAdd(x, TSimd.Load(in b4, rowB + k), c5);
            c6 = TSimd.MultiplyAdd(x, TSimd.Load(in b4, 2 * rowB + k), c6);
            c7 = TSimd.MultiplyAdd(x, TSimd.Load(in b4, 3 * rowB + k), c7);
        }
        PutRow(c0, c1, c2, in a, in b, rowB, ref c, k, depth);
        PutRow(c3, c4, c5, in a, in Unsafe.Add(ref Unsafe.AsRef(in b), 3 * rowB), rowB, ref Unsafe.Add(ref c, 3), k, depth);
        Unsafe.Add(ref c, 6) = Finish(c6, in a, in Unsafe.Add(ref b4, 2 * rowB), k, depth);
        Unsafe.Add(ref c, 7) = Finish(c7, in a, in Unsafe.Add(ref b4, 3 * rowB), k, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutRow(TVector c0, TVector c1, TVector c2, ref readonly T a, ref readonly T b, nint rowB, ref T c, nint k, int depth)
    {
        c = Finish(c0, in a, in b, k, depth);
        Unsafe.Add(ref c, 1) = Finish(c1, in a, in Unsafe.Add(ref Unsafe.AsRef(in b), rowB), k, depth);
        Unsafe.Add(ref c, 2) = Finish(c2, in a, in Unsafe.Add(ref Unsafe.AsRef(in b), 2 * rowB), k, depth);
    }

    /// <summary>The sum of a vector and of what is left beyond the last whole one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Finish(TVector sum, ref readonly T a, ref readonly T b, nint k, int depth)
    {
        int left = depth - (int)k;
        return TSimd.Sum(left == 0 ? sum : TSimd.MultiplyAdd(TSimd.LoadPart(in a, k, left), TSimd.LoadPart(in b, k, left), sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T One(ref readonly T a, ref readonly T b, int depth)
    {
        TVector sum = default;
        nint k = 0, whole = depth - depth % TSimd.Count;
        for (; k < whole; k += TSimd.Count)
            sum = TSimd.MultiplyAdd(TSimd.Load(in a, k), TSimd.Load(in b, k), sum);
        return Finish(sum, in a, in b, k, depth);
    }
}
