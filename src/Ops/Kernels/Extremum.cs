using System.Numerics;
using System.Numerics.Tensors;

namespace AutoGrad;

/// <summary>Which of two numbers wins: the greater, or the less. NaN wins over every number, so that it shows in the result.</summary>
internal interface IExtremum
{
    /// <summary>Whether a wins over b; equal numbers do not.</summary>
    static abstract bool Wins<T>(T a, T b) where T : unmanaged, INumber<T>;

    /// <summary>The winner of all.</summary>
    static abstract T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T>;

    /// <summary>The winner of each pair.</summary>
    static abstract void Pairwise<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T>;
}

/// <summary>The greater number wins.</summary>
internal readonly struct Greatest : IExtremum
{
    public static bool Wins<T>(T a, T b) where T : unmanaged, INumber<T> => a > b || T.IsNaN(a) && !T.IsNaN(b);

    public static T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> => TensorPrimitives.Max(x);

    public static void Pairwise<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Max(a, b, y);
}

/// <summary>The lesser number wins.</summary>
internal readonly struct Least : IExtremum
{
    public static bool Wins<T>(T a, T b) where T : unmanaged, INumber<T> => a < b || T.IsNaN(a) && !T.IsNaN(b);

    public static T Of<T>(ReadOnlySpan<T> x) where T : unmanaged, INumber<T> => TensorPrimitives.Min(x);

    public static void Pairwise<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y) where T : unmanaged, INumber<T> => TensorPrimitives.Min(a, b, y);
}

/// <summary>Greatest and least values along the middle of [outer, size, inner], size being at least 1.</summary>
internal static class Extrema<TExtremum> where TExtremum : struct, IExtremum
{
    /// <summary>The winning value of each run.</summary>
    public static void Values<T>(ReadOnlySpan<T> x, Span<T> y, int size, int inner) where T : unmanaged, INumber<T>
    {
        if (inner == 1)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = TExtremum.Of(x.Slice(i * size, size));
            return;
        }
        for (; !y.IsEmpty; x = x[(size * inner)..], y = y[inner..])
        {
            var best = y[..inner];
            x[..inner].CopyTo(best);
            for (int at = inner; at < size * inner; at += inner)
                TExtremum.Pairwise(best, x.Slice(at, inner), best);
        }
    }

    /// <summary>Where in each run the first of its winning values stands.</summary>
    public static void Positions<T>(ReadOnlySpan<T> x, Span<long> y, int size, int inner) where T : unmanaged, INumber<T>
    {
        if (inner == 1)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = First(x.Slice(i * size, size), TExtremum.Of(x.Slice(i * size, size)));
            return;
        }
        Span<T> best = new T[inner];
        for (; !y.IsEmpty; x = x[(size * inner)..], y = y[inner..])
        {
            var positions = y[..inner];
            x[..inner].CopyTo(best);
            positions.Clear();
            for (int row = 1; row < size; row++)
            {
                var values = x.Slice(row * inner, inner);
                for (int i = 0; i < values.Length; i++)
                    if (TExtremum.Wins(values[i], best[i]))
                        (best[i], positions[i]) = (values[i], row);
            }
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
