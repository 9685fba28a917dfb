using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoGrad;

/// <summary>Where an element stands, and a key that is ordered as the elements are. No two entries of a row are equal.</summary>
internal readonly record struct SortEntry<TKey>(TKey Key, int Position) : IComparable<SortEntry<TKey>> where TKey : unmanaged, IComparable<TKey>
{
    public int CompareTo(SortEntry<TKey> other) => Key.CompareTo(other.Key) is not 0 and var order ? order : Position.CompareTo(other.Position);
}

/// <summary>
/// The positions of the elements along the middle of [outer, size, inner] in ascending or descending order; equal ones keep their order. Short rows are
/// sorted by comparisons, long ones by the bytes of their keys, of which those are passed over that all have in common.
/// </summary>
/// <typeparam name="T">The elements.</typeparam>
/// <typeparam name="TKey">Their keys, unsigned.</typeparam>
/// <typeparam name="TKeys">How a key is made of an element.</typeparam>
internal static class SortKernels<T, TKey, TKeys>
    where T : unmanaged
    where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    where TKeys : struct, ISortKeys<T, TKey>
{
    private const int ShortRow = 128, Digits = 256;

    /// <summary>Writes the first <paramref name="count"/> positions of every row.</summary>
    public static void Positions(Runs runs, Tensor y, bool descending, int count)
    {
        var (x, outer, size, inner) = runs;
        var flip = descending ? TKey.AllBitsSet : TKey.Zero;
        Chunks.ForRows(outer * inner, size * 8, (from, to) =>
        {
            var memory = ArrayPool<SortEntry<TKey>>.Shared.Rent(2 * size);
            Span<SortEntry<TKey>> entries = memory.AsSpan(0, size), other = memory.AsSpan(size, size);
            var values = x.AsReadOnlySpan<T>();
            for (var positions = y.AsSpan<long>(); from < to; from++)
            {
                (int matrix, int column) = Math.DivRem(from, inner);
                int at = matrix * size * inner + column;
                for (int i = 0; i < entries.Length; i++, at += inner)
                    entries[i] = new(TKeys.Key(values[at]) ^ flip, i);
                var sorted = count < size / 8 ? First(entries, count) : Sorted(entries, other);
                at = matrix * count * inner + column;
                for (int i = 0; i < count; i++, at += inner)
                    positions[at] = sorted[i].Position;
            }
            ArrayPool<SortEntry<TKey>>.Shared.Return(memory);
        });
    }

    /// <summary>The entries in order, in one of the two spans.</summary>
    private static Span<SortEntry<TKey>> Sorted(Span<SortEntry<TKey>> entries, Span<SortEntry<TKey>> other)
    {
        if (entries.Length < ShortRow)
        {
            entries.Sort();
            return entries;
        }
        int bytes = Unsafe.SizeOf<TKey>();
        Span<int> counts = stackalloc int[bytes * Digits];
        counts.Clear();
        foreach (var entry in entries)
            for (int i = 0; i < bytes; i++)
                counts[i * Digits + Digit(entry, i)]++;
        for (int i = 0; i < bytes; i++)
        {
            var starts = counts.Slice(i * Digits, Digits);
            if (starts[Digit(entries[0], i)] == entries.Length)
                continue;
            int start = 0;
            foreach (ref int next in starts)
                (next, start) = (start, start + next);
            foreach (var entry in entries)
                other[starts[Digit(entry, i)]++] = entry;
            var sorted = other;
            other = entries;
            entries = sorted;
        }
        return entries;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit(SortEntry<TKey> entry, int index) => byte.CreateTruncating(entry.Key >> 8 * index);

    /// <summary>The first few entries in order: they are a heap, its root the last of them, which what comes before it replaces.</summary>
    private static Span<SortEntry<TKey>> First(Span<SortEntry<TKey>> entries, int count)
    {
        var first = entries[..count];
        if (count == 0)
            return first;
        for (int i = count / 2 - 1; i >= 0; i--)
            Sift(first, i);
        foreach (var entry in entries[count..])
            if (entry.CompareTo(first[0]) < 0)
            {
                first[0] = entry;
                Sift(first, 0);
            }
        first.Sort();
        return first;
    }

    private static void Sift(Span<SortEntry<TKey>> heap, int at)
    {
        var entry = heap[at];
        for (int child; (child = 2 * at + 1) < heap.Length; at = child)
        {
            if (child + 1 < heap.Length && heap[child].CompareTo(heap[child + 1]) < 0)
                child++;
            if (entry.CompareTo(heap[child]) >= 0)
                break;
            heap[at] = heap[child];
        }
        heap[at] = entry;
    }
}
