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
    /// Where in row-major order of the target each element of the index points; the index may be smaller than the target along the other axes.
    /// </summary>
    public static void Places(ReadOnlySpan<long> index, ReadOnlySpan<int> sizes, Span<long> places, ReadOnlySpan<int> target, int axis)
    {
        Span<int> position = stackalloc int[sizes.Length], steps = stackalloc int[sizes.Length];
        position.Clear();
        for (int i = sizes.Length - 1, step = 1; i >= 0; step *= target[i--])
            steps[i] = step;
        int along = steps[axis], others = 0; // What the positions along the other axes come to.
        steps[axis] = 0;
        for (int j = 0; j < index.Length; j++)
        {
            places[j] = others + Wrap(index[j], target[axis]) * along;
            for (int i = sizes.Length - 1; i >= 0; i--)
            {
                if (++position[i] < sizes[i])
                {
                    others += steps[i];
                    break;
                }
                position[i] = 0;
                others -= steps[i] * (sizes[i] - 1);
            }
        }
    }

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

    private static int Wrap(long index, int size) => (int)(index < 0 ? index + size : index);
}
