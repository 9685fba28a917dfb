using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoGrad;

/// <summary>Which of two numbers wins: the greater, or the less. NaN wins over every number, so that it shows in the result.</summary>
internal interface IExtremum
{
    /// <summary>Whether a wins over b; equal numbers do not.</summary>
    static abstract bool Wins<T>(T a, T b) where T : unmanaged, INumber<T>;

    /// <summary>The winner of each pair; any number where one is NaN.</summary>
    static abstract Vector<T> Native<T>(Vector<T> a, Vector<T> b);

    /// <summary>The winner of all.</summary>
    static abstract T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>;

    /// <summary>The winner of each pair, and of zeros 0 rather than −0 if the greater wins.</summary>
    static abstract Vector<T> Pairwise<T>(Vector<T> a, Vector<T> b);

    /// <summary>As <see cref="Pairwise{T}(Vector{T}, Vector{T})"/>.</summary>
    static abstract T Pairwise<T>(T a, T b) where T : INumber<T>;
}

/// <summary>The greater number wins.</summary>
internal readonly struct Greatest : IExtremum
{
    public static bool Wins<T>(T a, T b) where T : unmanaged, INumber<T> => a > b || T.IsNaN(a) && !T.IsNaN(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Native<T>(Vector<T> a, Vector<T> b) => Vector.MaxNative(a, b);

    public static T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> => Extrema<Greatest>.Of(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Pairwise<T>(Vector<T> a, Vector<T> b) => Vector.Max(a, b);

    public static T Pairwise<T>(T a, T b) where T : INumber<T> => T.Max(a, b);
}

/// <summary>The lesser number wins.</summary>
internal readonly struct Least : IExtremum
{
    public static bool Wins<T>(T a, T b) where T : unmanaged, INumber<T> => a < b || T.IsNaN(a) && !T.IsNaN(b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Native<T>(Vector<T> a, Vector<T> b) => Vector.MinNative(a, b);

    public static T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> => Extrema<Least>.Of(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Pairwise<T>(Vector<T> a, Vector<T> b) => Vector.Min(a, b);

    public static T Pairwise<T>(T a, T b) where T : INumber<T> => T.Min(a, b);
}

/// <summary>Greatest and least values along the middle of [outer, size, inner], size being at least 1.</summary>
internal static class Extrema<TExtremum> where TExtremum : struct, IExtremum
{
    /// <summary>The winning value of each run.</summary>
    public static void Values<T>(Runs runs, Tensor y) where T : unmanaged, INumber<T>
    {
        var (x, outer, size, inner) = runs;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) =>
            {
                var values = x.AsReadOnlySpan<T>();
                for (var best = y.AsSpan<T>(); from < to; from++)
                    best[from] = TExtremum.Of(values.Slice(from * size, size));
            });
        else
            Chunks.ForColumns(outer, size, inner, (at, result, width) =>
                Columns(x.AsReadOnlySpan<T>()[at..], y.AsSpan<T>().Slice(result, width), size, inner));
        Settle(y.AsSpan<T>());
    }

    /// <summary>Where in each run the first of its winning values stands.</summary>
    public static void Positions<T>(Runs runs, Tensor y) where T : unmanaged, INumber<T>
    {
        var (x, outer, size, inner) = runs;
        if (inner == 1)
            Chunks.ForRows(outer, size, (from, to) =>
            {
                var values = x.AsReadOnlySpan<T>();
                for (var positions = y.AsSpan<long>(); from < to; from++)
                    positions[from] = First(values.Slice(from * size, size), TExtremum.Of(values.Slice(from * size, size)));
            });
        else
            Chunks.ForColumns(outer, size, inner, (at, result, width) =>
                Positions(x.AsReadOnlySpan<T>()[at..], y.AsSpan<long>().Slice(result, width), size, inner));
    }

    /// <summary>The winner of each column of a strip, whose rows lie <paramref name="inner"/> elements apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Columns<T>(ReadOnlySpan<T> x, Span<T> best, int size, int inner) where T : unmanaged, INumber<T>
    {
        x[..best.Length].CopyTo(best);
        int row = 1;
        for (; row <= size - 4; row += 4)
        {
            // Four rows at a time: memory answers several requests sooner than one after the other, and the winners are read and written less often.
            ReadOnlySpan<T> p = x.Slice(row * inner, best.Length), q = x.Slice((row + 1) * inner, best.Length);
            ReadOnlySpan<T> r = x.Slice((row + 2) * inner, best.Length), s = x.Slice((row + 3) * inner, best.Length);
            int i = 0;
            for (; i <= best.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                var first = TExtremum.Pairwise(Load(p, i), Load(q, i));
                var second = TExtremum.Pairwise(Load(r, i), Load(s, i));
                TExtremum.Pairwise(Load(best, i), TExtremum.Pairwise(first, second)).StoreUnsafe(ref MemoryMarshal.GetReference(best), (nuint)i);
            }
            for (; i < best.Length; i++)
                best[i] = TExtremum.Pairwise(best[i], TExtremum.Pairwise(TExtremum.Pairwise(p[i], q[i]), TExtremum.Pairwise(r[i], s[i])));
        }
        for (; row < size; row++)
            Row(x.Slice(row * inner, best.Length), best);
    }

    /// <summary>The winner of each and what won so far.</summary>
    public static void Row<T>(ReadOnlySpan<T> x, Span<T> best) where T : unmanaged, INumber<T>
    {
        int i = 0;
        for (; i <= best.Length - Vector<T>.Count; i += Vector<T>.Count)
            TExtremum.Pairwise(Load(best, i), Load(x, i)).StoreUnsafe(ref MemoryMarshal.GetReference(best), (nuint)i);
        for (; i < best.Length; i++)
            best[i] = TExtremum.Pairwise(best[i], x[i]);
    }

    /// <summary>Has every NaN the same bits, whichever of several won.</summary>
    public static void Settle<T>(Span<T> best) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float) || typeof(T) == typeof(double))
            foreach (ref T value in best)
                if (T.IsNaN(value))
                    value = typeof(T) == typeof(float) ? (T)(object)float.NaN : (T)(object)double.NaN;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Load<T>(ReadOnlySpan<T> x, int i) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)i);

    /// <summary>The winner of all, of which there is one at least.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>
    {
        int i = 0, width = Vector<T>.Count;
        var best = x[0];
        if (x.Length >= width)
        {
            ref T first = ref MemoryMarshal.GetReference(x);
            Vector<T> a = Vector.LoadUnsafe(ref first), b = a, c = a, d = a, numbers = Vector.Equals(a, a);
            for (; i <= x.Length - 4 * width; i += 4 * width)
            {
                Vector<T> p = Vector.LoadUnsafe(ref first, (nuint)i), q = Vector.LoadUnsafe(ref first, (nuint)(i + width));
                Vector<T> r = Vector.LoadUnsafe(ref first, (nuint)(i + 2 * width)), s = Vector.LoadUnsafe(ref first, (nuint)(i + 3 * width));
                numbers &= Vector.Equals(p, p) & Vector.Equals(q, q) & (Vector.Equals(r, r) & Vector.Equals(s, s));
                (a, b, c, d) = (TExtremum.Native(a, p), TExtremum.Native(b, q), TExtremum.Native(c, r), TExtremum.Native(d, s));
            }
            for (; i <= x.Length - width; i += width)
            {
                var p = Vector.LoadUnsafe(ref first, (nuint)i);
                numbers &= Vector.Equals(p, p);
                a = TExtremum.Native(a, p);
            }
            if (Vector.AsVectorByte(numbers) != Vector<byte>.AllBitsSet)
                i = 0; // One is NaN, and below it wins.
            else
            {
                a = TExtremum.Native(TExtremum.Native(a, b), TExtremum.Native(c, d));
                best = a[0];
                for (int lane = 1; lane < width; lane++)
                    if (TExtremum.Wins(a[lane], best))
                        best = a[lane];
            }
        }
        for (; i < x.Length; i++)
            if (TExtremum.Wins(x[i], best))
                best = x[i];
        return best;
    }

    /// <summary>Where in each column of a strip, whose rows lie <paramref name="inner"/> elements apart, the first of its winners stands.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Positions<T>(ReadOnlySpan<T> x, Span<long> positions, int size, int inner) where T : unmanaged, INumber<T>
    {
        Span<T> best = stackalloc T[positions.Length];
        x[..best.Length].CopyTo(best);
        positions.Clear();
        for (int row = 1; row < size; row++)
        {
            var values = x.Slice(row * inner, best.Length);
            for (int i = 0; i < values.Length; i++)
                if (TExtremum.Wins(values[i], best[i]))
                    (best[i], positions[i]) = (values[i], row);
        }
    }

    private static int First<T>(ReadOnlySpan<T> x, T value) where T : unmanaged, INumber<T>
    {
        int at = 0;
        if (Vector.IsHardwareAccelerated && Vector<T>.IsSupported)
            for (var sought = new Vector<T>(value); at <= x.Length - Vector<T>.Count && !Vector.EqualsAny(new Vector<T>(x[at..]), sought);)
                at += Vector<T>.Count;
        while (at < x.Length && x[at] != value)
            at++;
        return at < x.Length ? at : x.IndexOf(value); // Only NaN is unequal to itself; IndexOf finds it.
    }
}

/// <summary>Which values won.</summary>
internal static class Ties
{
    /// <summary>1 where x equals the winner it competed with, NaN equalling NaN, else 0.</summary>
    public static void Mark<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> winners, Span<T> y) where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = x[i] == winners[i] || T.IsNaN(x[i]) && T.IsNaN(winners[i]) ? T.One : T.Zero;
    }
}
