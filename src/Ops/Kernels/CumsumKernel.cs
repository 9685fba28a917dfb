using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Running sums along the middle of [outer, size, inner].</summary>
internal static class CumsumKernel
{
    /// <summary>y[o, s, i] = x[o, 0, i] + … + x[o, s, i], or from the last one down to s in reverse.</summary>
    public static void Run<T>(Runs runs, Tensor y, bool reverse) where T : unmanaged, INumber<T>
    {
        var (x, outer, size, inner) = runs;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) =>
            {
                var sums = y.AsSpan<T>();
                for (; from <= to - 4; from += 4)
                    Four(x.AsReadOnlySpan<T>().Slice(from * size, 4 * size), sums.Slice(from * size, 4 * size), size, reverse);
                for (; from < to; from++)
                    One(x.AsReadOnlySpan<T>().Slice(from * size, size), sums.Slice(from * size, size), reverse);
            });
        else
            Chunks.ForColumns(outer, size, inner, (at, _, width) =>
                Columns(x.AsReadOnlySpan<T>()[at..], y.AsSpan<T>()[at..], size, inner, width, reverse));
    }

    /// <summary>Four rows side by side: each addition waits for the one before it in its row, so there is time for four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four<T>(ReadOnlySpan<T> x, Span<T> y, int size, bool reverse) where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> p = x[..size], q = x.Slice(size, size), r = x.Slice(2 * size, size), s = x.Slice(3 * size, size);
        Span<T> a = y[..size], b = y.Slice(size, size), c = y.Slice(2 * size, size), d = y.Slice(3 * size, size);
        T sum0 = T.Zero, sum1 = T.Zero, sum2 = T.Zero, sum3 = T.Zero;
        int step = reverse ? -1 : 1;
        for (int i = reverse ? size - 1 : 0; (uint)i < (uint)size; i += step)
        {
            a[i] = sum0 += p[i];
            b[i] = sum1 += q[i];
            c[i] = sum2 += r[i];
            d[i] = sum3 += s[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<T>(ReadOnlySpan<T> x, Span<T> y, bool reverse) where T : unmanaged, INumber<T>
    {
        var sum = T.Zero;
        int step = reverse ? -1 : 1;
        for (int i = reverse ? x.Length - 1 : 0; (uint)i < (uint)x.Length; i += step)
            y[i] = sum += x[i];
    }

    private static void Columns<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner, int width, bool reverse) where T : unmanaged, INumber<T>
    {
        int step = reverse ? -inner : inner, at = reverse ? (size - 1) * inner : 0;
        x.Slice(at, width).CopyTo(y.Slice(at, width));
        for (int row = 1; row < size; row++)
        {
            at += step;
            TensorPrimitives.Add(y.Slice(at - step, width), x.Slice(at, width), y.Slice(at, width));
        }
    }
}
