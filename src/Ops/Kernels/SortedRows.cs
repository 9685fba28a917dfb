using System.Buffers;
using System.Numerics;

namespace AutoGrad;

/// <summary>Where the elements of rows stand in ascending order.</summary>
internal static class SortedRows
{
    /// <summary>The places of each row's elements in ascending order, equal ones in the order they have, NaN last.</summary>
    public static void Positions<T>(Tensor x, Tensor y, int size) where T : unmanaged, INumber<T>
    {
        if (x.ElementCount == 0)
            return;
        x = Chunks.Ready(x);
        Chunks.ForRows(x.ElementCount / size, size, (from, to) =>
        {
            T[] keys = ArrayPool<T>.Shared.Rent(size);
            int[] places = ArrayPool<int>.Shared.Rent(size);
            for (; from < to; from++)
            {
                var row = x.AsReadOnlySpan<T>().Slice(from * size, size);
                Row(row, keys.AsSpan(0, size), places.AsSpan(0, size), y.AsSpan<long>().Slice(from * size, size));
            }
            ArrayPool<T>.Shared.Return(keys);
            ArrayPool<int>.Shared.Return(places);
        });
    }

    private static void Row<T>(ReadOnlySpan<T> x, Span<T> keys, Span<int> places, Span<long> y) where T : unmanaged, INumber<T>
    {
        x.CopyTo(keys);
        for (int i = 0; i < places.Length; i++)
            places[i] = i;
        keys.Sort(places); // Which has NaN first, and equal keys in any order.
        int numbers = 0;
        while (numbers < keys.Length && T.IsNaN(keys[numbers]))
            numbers++;
        places[..numbers].Sort();
        for (int i = numbers; i < keys.Length;)
        {
            int end = i + 1;
            while (end < keys.Length && keys[end] == keys[i])
                end++;
            if (end - i > 1)
                places[i..end].Sort();
            i = end;
        }
        for (int i = 0, at = numbers; i < y.Length; i++, at++)
            y[i] = places[at < places.Length ? at : at - places.Length];
    }
}
