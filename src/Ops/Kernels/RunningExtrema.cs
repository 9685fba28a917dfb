using System.Numerics;

namespace AutoGrad;

/// <summary>Winners so far along the middle of [outer, size, inner].</summary>
internal static class RunningExtrema<TExtremum> where TExtremum : struct, IExtremum
{
    /// <summary>Where the last of the winners among the elements up to each stands.</summary>
    public static void Positions<T>(Runs runs, Tensor y) where T : unmanaged, INumber<T>
    {
        var (x, outer, size, inner) = runs;
        Chunks.ForRows(outer, size * inner, (from, to) =>
        {
            for (; from < to; from++)
                Run(x.AsReadOnlySpan<T>().Slice(from * size * inner, size * inner), y.AsSpan<long>().Slice(from * size * inner, size * inner), inner);
        });
    }

    private static void Run<T>(ReadOnlySpan<T> x, Span<long> y, int inner) where T : unmanaged, INumber<T>
    {
        y[..Math.Min(inner, y.Length)].Clear();
        for (int i = inner, row = 1; i < x.Length; row++)
            for (int end = i + inner; i < end; i++)
            {
                long best = y[i - inner];
                y[i] = TExtremum.Wins(x[(int)best * inner + i % inner], x[i]) ? best : row;
            }
    }
}
