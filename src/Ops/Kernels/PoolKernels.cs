using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad;

/// <summary>What a window covers along one axis: <paramref name="Count"/> elements from <paramref name="Start"/> on, <paramref name="Step"/>
/// apart.</summary>
internal readonly record struct PoolRange(int Start, int Count, int Step)
{
    /// <summary>The part of a window that lies over an axis.</summary>
    public static PoolRange Of(int start, int kernel, int dilation, int size)
    {
        int skipped = start < 0 ? (-start + dilation - 1) / dilation : 0, first = start + skipped * dilation;
        return new(first, first >= size ? 0 : Math.Min(kernel - skipped, (size - first + dilation - 1) / dilation), dilation);
    }

    /// <summary>One of so many even stretches of an axis.</summary>
    public static PoolRange Adaptive(int place, int places, int size)
    {
        int start = (int)((long)place * size / places), end = (int)(((place + 1L) * size + places - 1) / places);
        return new(start, end - start, 1);
    }
}

/// <summary>The kernels of poolings.</summary>
internal static class PoolKernels
{
    /// <summary>How many elements under windows are worth a chunk.</summary>
    private const int ChunkWork = 1 << 14;

    /// <summary>Where the greatest elements of x [N, C, …] stand under windows that are the products of ranges.</summary>
    public static Tensor Greatest(Tensor x, PoolRange[][] ranges)
    {
        Shape shape = [x.Shape[0], x.Shape[1], .. ranges.Select(static axis => axis.Length)];
        var positions = Tensor.Empty(shape, DType.Int64);
        if (shape.ElementCount == 0)
            return positions;
        foreach (var axis in ranges)
            foreach (var range in axis)
                if (range.Count == 0)
                    throw new ShapeException($"A window over {x.Shape} covers nothing but padding.");
        PoolRange[][] three = [.. Enumerable.Repeat<PoolRange[]>([new(0, 1, 1)], 3 - ranges.Length), .. ranges];
        switch (x.DType)
        {
            case DType.Float32: Greatest<float>(x.Contiguous(), three, positions); break;
            case DType.Float64: Greatest<double>(x.Contiguous(), three, positions); break;
            case DType.Int64: Greatest<long>(x.Contiguous(), three, positions); break;
            case DType.Int32: Greatest<int>(x.Contiguous(), three, positions); break;
            default: Greatest<byte>(x.To(DType.Byte).Contiguous(), three, positions); break;
        }
        return positions;
    }

    private static void Greatest<T>(Tensor x, PoolRange[][] ranges, Tensor positions) where T : unmanaged, INumber<T>
    {
        int planes = x.Shape[0] * x.Shape[1], work = Math.Max(1, x.ElementCount / planes), each = Math.Max(1, ChunkWork / work);
        int chunks = (planes + each - 1) / each;
        if (chunks == 1 || Threads.Count == 1)
            Planes<T>(x, ranges, positions, 0, planes);
        else
            Threads.For(chunks, chunk => Planes<T>(x, ranges, positions, chunk * each, Math.Min(planes, (chunk + 1) * each)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Planes<T>(Tensor x, PoolRange[][] ranges, Tensor positions, int from, int end) where T : unmanaged, INumber<T>
    {
        int[] sizes = Correlations.Sizes(x.Shape);
        int plane = sizes[0] * sizes[1] * sizes[2], places = ranges[0].Length * ranges[1].Length * ranges[2].Length;
        bool inPairs = ranges[0] is [{ Count: 1 }] && ranges[1].All(static r => r is { Count: 2, Step: 1 })
            && ranges[2].Select(static (r, i) => r == new PoolRange(2 * i, 2, 1)).All(static b => b);
        for (int i = from; i < end; i++)
        {
            var values = x.AsReadOnlySpan<T>().Slice(i * plane, plane);
            var to = positions.AsSpan<long>().Slice(i * places, places);
            int p = 0;
            foreach (var r0 in ranges[0])
                foreach (var r1 in ranges[1])
                {
                    if (inPairs)
                    {
                        Pairs(values[(r1.Start * sizes[2])..], sizes[2], r1.Start * sizes[2], to.Slice(p, ranges[2].Length));
                        p += ranges[2].Length;
                        continue;
                    }
                    foreach (var r2 in ranges[2])
                        to[p++] = Under(values, sizes[1], sizes[2], r0, r1, r2);
                }
        }
    }

    private static int Under<T>(ReadOnlySpan<T> values, int size1, int size2, PoolRange r0, PoolRange r1, PoolRange r2)
        where T : unmanaged, INumber<T>
    {
        int best = -1;
        T most = default;
        for (int k0 = 0, i0 = r0.Start; k0 < r0.Count; k0++, i0 += r0.Step)
            for (int k1 = 0, i1 = r1.Start; k1 < r1.Count; k1++, i1 += r1.Step)
                for (int k2 = 0, at = (i0 * size1 + i1) * size2 + r2.Start; k2 < r2.Count; k2++, at += r2.Step)
                {
                    T value = values[at];
                    if (best >= 0 && !(value > most) && !T.IsNaN(value))
                        continue;
                    (best, most) = (at, value);
                    if (T.IsNaN(value))
                        return best;
                }
        return best;
    }

    /// <summary>Windows of two by two side by side.</summary>
    private static void Pairs<T>(ReadOnlySpan<T> values, int row, int first, Span<long> to) where T : unmanaged, INumber<T>
    {
        ref T upper = ref MemoryMarshal.GetReference(values[..(2 * to.Length)]);
        ref T lower = ref MemoryMarshal.GetReference(values.Slice(row, 2 * to.Length));
        int j = typeof(T) == typeof(float) && Sse41.IsSupported
            ? Fours(ref Unsafe.As<T, float>(ref upper), ref Unsafe.As<T, float>(ref lower), row, first, to) : 0;
        for (; j < to.Length; j++)
            to[j] = first + 2 * j + Pair(ref Unsafe.Add(ref upper, 2 * j), ref Unsafe.Add(ref lower, 2 * j), row);
    }

    /// <summary>The greatest of a window of two by two, by its distance from the first.</summary>
    private static int Pair<T>(ref T upper, ref T lower, int row) where T : unmanaged, INumber<T>
    {
        T a = upper, b = Unsafe.Add(ref upper, 1), c = lower, d = Unsafe.Add(ref lower, 1);
        // Written so that the compiler makes no jumps of it, which would be mispredicted; only NaN is not greater or equal.
        int top = b > a ? 1 : 0, bottom = d > c ? row + 1 : row;
        int best = T.MaxNative(d, c) > T.MaxNative(b, a) ? bottom : top;
        return !T.IsNaN(a + b + c + d) ? best : T.IsNaN(a) ? 0 : T.IsNaN(b) ? 1 : T.IsNaN(c) ? row : T.IsNaN(d) ? row + 1 : best;
    }

    /// <summary>Four windows at a time; returns how many there were.</summary>
    private static int Fours(ref float upper, ref float lower, int row, int first, Span<long> to)
    {
        ref long target = ref MemoryMarshal.GetReference(to);
        var one = Vector128<int>.One;
        var below = Vector128.Create(row);
        int j = 0;
        for (; j <= to.Length - 4; j += 4)
        {
            ref float u = ref Unsafe.Add(ref upper, 2 * j), l = ref Unsafe.Add(ref lower, 2 * j);
            var (u0, u1) = (Vector128.LoadUnsafe(ref u), Vector128.LoadUnsafe(ref u, 4));
            var (l0, l1) = (Vector128.LoadUnsafe(ref l), Vector128.LoadUnsafe(ref l, 4));
            var (a, b) = (Sse.Shuffle(u0, u1, 0x88), Sse.Shuffle(u0, u1, 0xDD));
            var (c, d) = (Sse.Shuffle(l0, l1, 0x88), Sse.Shuffle(l0, l1, 0xDD));
            var sum = a + b + c + d;
            if (!Vector128.EqualsAll(sum, sum))
            {
                for (int i = 0; i < 4; i++)
                    Unsafe.Add(ref target, j + i) = first + 2 * (j + i) + Pair(ref Unsafe.Add(ref u, 2 * i), ref Unsafe.Add(ref l, 2 * i), row);
                continue;
            }
            var top = Vector128.GreaterThan(b, a).AsInt32() & one;
            var bottom = (Vector128.GreaterThan(d, c).AsInt32() & one) + below;
            var lies = Vector128.GreaterThan(Vector128.MaxNative(c, d), Vector128.MaxNative(a, b)).AsInt32();
            var best = Vector128.ConditionalSelect(lies, bottom, top) + Vector128.Create(first + 2 * j) + Vector128.Create(0, 2, 4, 6);
            var (low, high) = Vector128.Widen(best);
            low.StoreUnsafe(ref target, (nuint)j);
            high.StoreUnsafe(ref target, (nuint)j + 2);
        }
        return j;
    }
}
