using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>Transposes pieces of matrices, in squares that fit the registers where the processor can shuffle them.</summary>
internal static class TransposeKernel
{
    /// <summary>to[j, i] = from[i, j].</summary>
    /// <param name="from">Rows of <paramref name="columns"/> values, <paramref name="rowFrom"/> apart.</param>
    /// <param name="rowFrom">The stride of the source's rows.</param>
    /// <param name="to">Rows of <paramref name="rows"/> values, <paramref name="rowTo"/> apart.</param>
    /// <param name="rowTo">The stride of the target's rows.</param>
    /// <param name="rows">The rows of the source.</param>
    /// <param name="columns">The columns of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<T>(ReadOnlySpan<T> from, int rowFrom, Span<T> to, int rowTo, int rows, int columns) where T : unmanaged
    {
        int square = !Avx.IsSupported ? 0 : typeof(T) == typeof(double) ? 4 : typeof(T) != typeof(float) ? 0 : Math.Min(rows, columns) < 8 ? 4 : 8;
        if (square == 0 || Math.Min(rows, columns) < square)
        {
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++)
                    to[j * rowTo + i] = from[i * rowFrom + j];
            return;
        }
        // The last squares overlap those before them, so that nothing is left over.
        for (int i = 0; i < rows; i += square)
            for (int j = 0; j < columns; j += square)
            {
                int row = Math.Min(i, rows - square), column = Math.Min(j, columns - square);
                // Slicing to the square's last element checks the bounds once.
                ref T source = ref MemoryMarshal.GetReference(from.Slice(row * rowFrom + column, (square - 1) * rowFrom + square));
                ref T target = ref MemoryMarshal.GetReference(to.Slice(column * rowTo + row, (square - 1) * rowTo + square));
                if (typeof(T) == typeof(double))
                    Square(ref Unsafe.As<T, double>(ref source), rowFrom, ref Unsafe.As<T, double>(ref target), rowTo);
                else if (square == 8)
                    Square(ref Unsafe.As<T, float>(ref source), rowFrom, ref Unsafe.As<T, float>(ref target), rowTo);
                else
                    Quarter(ref Unsafe.As<T, float>(ref source), rowFrom, ref Unsafe.As<T, float>(ref target), rowTo);
            }
    }

    private static void Square(ref float from, nint rowFrom, ref float to, nint rowTo)
    {
        Half(ref from, rowFrom, ref to, rowTo);
        Half(ref Unsafe.Add(ref from, 4), rowFrom, ref Unsafe.Add(ref to, 4 * rowTo), rowTo);
    }

    /// <summary>Four columns of eight rows: row i beside row i + 4, then pairs and fours change places within the halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(ref float from, nint rowFrom, ref float to, nint rowTo)
    {
        ref float below = ref Unsafe.Add(ref from, 4 * rowFrom);
        var r0 = Vector256.Create(Vector128.LoadUnsafe(ref from), Vector128.LoadUnsafe(ref below));
        var r1 = Vector256.Create(Vector128.LoadUnsafe(ref Unsafe.Add(ref from, rowFrom)), Vector128.LoadUnsafe(ref Unsafe.Add(ref below, rowFrom)));
        var r2 = Vector256.Create(
            Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * rowFrom)), Vector128.LoadUnsafe(ref Unsafe.Add(ref below, 2 * rowFrom)));
        var r3 = Vector256.Create(
            Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * rowFrom)), Vector128.LoadUnsafe(ref Unsafe.Add(ref below, 3 * rowFrom)));
        var p0 = Avx.UnpackLow(r0, r1);
        var p1 = Avx.UnpackHigh(r0, r1);
        var p2 = Avx.UnpackLow(r2, r3);
        var p3 = Avx.UnpackHigh(r2, r3);
        Avx.Shuffle(p0, p2, 0x44).StoreUnsafe(ref to);
        Avx.Shuffle(p0, p2, 0xEE).StoreUnsafe(ref Unsafe.Add(ref to, rowTo));
        Avx.Shuffle(p1, p3, 0x44).StoreUnsafe(ref Unsafe.Add(ref to, 2 * rowTo));
        Avx.Shuffle(p1, p3, 0xEE).StoreUnsafe(ref Unsafe.Add(ref to, 3 * rowTo));
    }

    /// <summary>Four by four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref float from, nint rowFrom, ref float to, nint rowTo)
    {
        var r0 = Vector128.LoadUnsafe(ref from);
        var r1 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, rowFrom));
        var r2 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 2 * rowFrom));
        var r3 = Vector128.LoadUnsafe(ref Unsafe.Add(ref from, 3 * rowFrom));
        var p0 = Sse.UnpackLow(r0, r1);
        var p1 = Sse.UnpackHigh(r0, r1);
        var p2 = Sse.UnpackLow(r2, r3);
        var p3 = Sse.UnpackHigh(r2, r3);
        Sse.Shuffle(p0, p2, 0x44).StoreUnsafe(ref to);
        Sse.Shuffle(p0, p2, 0xEE).StoreUnsafe(ref Unsafe.Add(ref to, rowTo));
        Sse.Shuffle(p1, p3, 0x44).StoreUnsafe(ref Unsafe.Add(ref to, 2 * rowTo));
        Sse.Shuffle(p1, p3, 0xEE).StoreUnsafe(ref Unsafe.Add(ref to, 3 * rowTo));
    }

    private static void Square(ref double from, nint rowFrom, ref double to, nint rowTo)
    {
        var r0 = Vector256.LoadUnsafe(ref from);
        var r1 = Vector256.LoadUnsafe(ref Unsafe.Add(ref from, rowFrom));
        var r2 = Vector256.LoadUnsafe(ref Unsafe.Add(ref from, 2 * rowFrom));
        var r3 = Vector256.LoadUnsafe(ref Unsafe.Add(ref from, 3 * rowFrom));
        var p0 = Avx.UnpackLow(r0, r1);
        var p1 = Avx.UnpackHigh(r0, r1);
        var p2 = Avx.UnpackLow(r2, r3);
        var p3 = Avx.UnpackHigh(r2, r3);
        Avx.Permute2x128(p0, p2, 0x20).StoreUnsafe(ref to);
        Avx.Permute2x128(p1, p3, 0x20).StoreUnsafe(ref Unsafe.Add(ref to, rowTo));
        Avx.Permute2x128(p0, p2, 0x31).StoreUnsafe(ref Unsafe.Add(ref to, 2 * rowTo));
        Avx.Permute2x128(p1, p3, 0x31).StoreUnsafe(ref Unsafe.Add(ref to, 3 * rowTo));
    }
}
