namespace AutoGrad.Training.Reports;

/// <summary>Leaves points out of a long line that nobody could see.</summary>
internal static class Thinning
{
    /// <summary>Of every few neighbours the first, the lowest, the highest and the last in their order, so that no peak and no gap is lost; all of
    /// them where there are not too many.</summary>
    /// <param name="points">The points; NaN is a gap.</param>
    /// <param name="most">About how many to keep.</param>
    public static IReadOnlyList<(double X, double Y)> Of(IEnumerable<(double X, double Y)> points, int most)
    {
        var all = points.ToArray();
        most = Math.Max(most, 400);
        if (all.Length <= 2 * most)
            return all;
        var kept = new List<(double X, double Y)>();
        int size = all.Length / (most / 4);
        for (int start = 0; start < all.Length; start += size)
        {
            int end = Math.Min(start + size, all.Length), low = start, high = start, gap = -1;
            for (int i = start; i < end; i++)
            {
                if (!double.IsFinite(all[i].X) || !double.IsFinite(all[i].Y))
                    gap = i;
                else
                    (low, high) = (!(all[low].Y <= all[i].Y) ? i : low, !(all[high].Y >= all[i].Y) ? i : high);
            }
            kept.AddRange(new[] { start, low, high, gap, end - 1 }.Where(static i => i >= 0).Distinct().Order().Select(i => all[i]));
        }
        return kept;
    }
}
