using System.Numerics;

namespace AutoGrad;

/// <summary>Reading and writing at indices along the middle of [outer, size, inner]; an index i below 0 stands for i + size.</summary>
internal static class GatherKernels
{
    /// <summary>Where the first index outside −size … size − 1 stands; −1 where all lie within.</summary>
    public static int FirstOutside(ReadOnlySpan<long> index, int size)
    {
        var (least, most) = (new Vector<long>(-size), new Vector<long>(size - 1));
        int i = 0;
        for (; i <= index.Length - Vector<long>.Count; i += Vector<long>.Count)
        {
            var several = new Vector<long>(index[i..]);
            if (Vector.LessThanAny(several, least) || Vector.GreaterThanAny(several, most))
                break;
        }
        for (; i < index.Length; i++)
            if (index[i] < -size || index[i] >= size)
                return i;
        return -1;
    }

    /// <summary>y[o, j, i] = x[o, index[o, j, i], i].</summary>
    public static void Gather<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> index, Span<T> y, int size, int count, int inner) where T : unmanaged
    {
        if (inner == 1)
        {
            for (; !y.IsEmpty; x = x[size..], index = index[count..], y = y[count..])
            {
                var line = x[..size];
                var places = index[..count];
                for (int j = 0; j < places.Length; j++)
                    y[j] = line[Wrap(places[j], size)];
            }
            return;
        }
        for (int at = 0, from = 0; at < y.Length; from += size * inner)
            for (int j = 0; j < count; j++)
                for (int i = 0; i < inner; i++, at++)
                    y[at] = x[from + Wrap(index[at], size) * inner + i];
    }

    /// <summary>y[o, index[o, j, i], i] += x[o, j, i], in the order of j.</summary>
    public static void ScatterAdd<T>(ReadOnlySpan<T> x, ReadOnlySpan<long> index, Span<T> y, int size, int count, int inner)
        where T : unmanaged, INumber<T>
    {
        if (inner == 1)
        {
            for (; !x.IsEmpty; x = x[count..], index = index[count..], y = y[size..])
            {
                var line = y[..size];
                var places = index[..count];
                for (int j = 0; j < places.Length; j++)
                    line[Wrap(places[j], size)] += x[j];
            }
            return;
        }
        for (int at = 0, to = 0; at < x.Length; to += size * inner)
            for (int j = 0; j < count; j++)
                for (int i = 0; i < inner; i++, at++)
                    y[to + Wrap(index[at], size) * inner + i] += x[at];
    }

    /// <summary>
    /// y[…, index[…, j, …], …] = source[…, j, …], in the order of j; the index and the source may be smaller than y along the other axes.
    /// </summary>
    public static void Scatter<T>(
        ReadOnlySpan<T> source, ReadOnlySpan<long> index, ReadOnlySpan<int> sizes, Span<T> y, ReadOnlySpan<int> target, int axis) where T : unmanaged
    {
        Span<long> places = stackalloc long[256];
        var walk = new PlaceWalk(sizes, target, axis);
        for (int at = 0; at < index.Length; at += places.Length)
        {
            places = places[..Math.Min(places.Length, index.Length - at)];
            walk.Next(index.Slice(at, places.Length), places);
            for (int j = 0; j < places.Length; j++)
                y[(int)places[j]] = source[at + j];
        }
    }

    /// <summary>
    /// Where in row-major order of the target each element of the index points; the index may be smaller than the target along the other axes.
    /// </summary>
    public static void Places(ReadOnlySpan<long> index, ReadOnlySpan<int> sizes, Span<long> places, ReadOnlySpan<int> target, int axis) =>
        new PlaceWalk(sizes, target, axis).Next(index, places);

    /// <summary>
    /// The greatest, or the least, of what goes to each place of y, with what stands there or, where <paramref name="fresh"/> says so, without it.
    /// NaN wins.
    /// </summary>
    public static void Extremes<T>(ReadOnlySpan<T> source, ReadOnlySpan<long> places, Span<T> y, Span<bool> fresh, bool greatest)
        where T : unmanaged, INumber<T>
    {
        for (int j = 0; j < source.Length; j++)
        {
            int to = Wrap(places[j], y.Length);
            T value = source[j], old = y[to];
            if (fresh[to] || T.IsNaN(value) || (greatest ? value > old : value < old))
                y[to] = value;
            fresh[to] = false;
        }
    }

    internal static int Wrap(long index, int size) => (int)(index < 0 ? index + size : index);
}
