namespace AutoGrad;

/// <summary>How the elements of a drawn input lie in memory.</summary>
public enum PointLayout
{
    /// <summary>One after another in row-major order.</summary>
    Contiguous,

    /// <summary>Every second element along every axis of a larger tensor, whose other elements are NaN.</summary>
    Sliced,

    /// <summary>In column-major order.</summary>
    Transposed,

    /// <summary>One slice shown along the whole of the last axis that is longer than 1; the values repeat.</summary>
    Expanded,
}

/// <summary>Draws points for gradient checks and property tests: values in general position, in tensors of several layouts.</summary>
public static class PointDraw
{
    /// <summary>Where the inputs of an elementwise operation are drawn from; null for operations of other families.</summary>
    public static IReadOnlyList<Domain>? DomainsOf(Op op) => op switch
    {
        UnaryOp unary => [unary.Domain],
        BinaryOp binary => [binary.DomainA, binary.DomainB],
        Comparison => [Domain.Reals, Domain.Reals],
        _ => null,
    };

    /// <summary>
    /// Values for several inputs, all of them a margin apart from each other and from the kinks of their domains, so that neither a maximum nor an
    /// order among them changes within a step of the differences.
    /// </summary>
    /// <param name="inputs">Each input's domain and how many values it takes.</param>
    /// <param name="generator">Where the values come from; null for the simplest numbers there are: 1, 0, 2, …</param>
    /// <param name="digits">How many decimals they have; more where there are not enough such numbers.</param>
    /// <param name="skip">How many numbers to pass over first.</param>
    /// <returns>Each input's values.</returns>
    public static double[][] Values(IReadOnlyList<(Domain Domain, int Count)> inputs, Generator? generator, int digits = 6, int skip = 0)
    {
        int total = inputs.Sum(static input => input.Count);
        // The simplest numbers come in order, so that fine ones would lie too close together for long.
        for (int decimals = generator is null ? Math.Min(digits, 2) : digits; decimals <= 15; decimals++, skip = 0)
        {
            var taken = new SortedSet<double>();
            var drawn = inputs.Select(input =>
                Fill(input.Domain, input.Count, total, taken, Candidates(input.Domain, generator, decimals, total).Skip(skip))).ToArray();
            if (Array.TrueForAll(drawn, static values => values is not null))
                return drawn!;
        }
        string domains = string.Join(" and ", inputs.Select(static input => input.Domain));
        throw new ArgumentException($"No {total} values that are apart from each other and from the kinks fit {domains}.", nameof(inputs));
    }

    private static double[]? Fill(Domain domain, int count, int total, SortedSet<double> taken, IEnumerable<double> numbers)
    {
        double margin = (domain.High - domain.Low) / (10 * Math.Max(total, 1));
        var values = new double[count];
        using var candidates = numbers.GetEnumerator();
        for (int i = 0; i < count; i++)
        {
            do
            {
                if (!candidates.MoveNext())
                    return null;
            }
            while (taken.GetViewBetween(candidates.Current - margin, candidates.Current + margin).Count > 0
                || domain.Kinks.Any(kink => Math.Abs(kink - candidates.Current) < margin));
            taken.Add(values[i] = candidates.Current);
        }
        return values;
    }

    private static IEnumerable<double> Candidates(Domain domain, Generator? generator, int digits, int total)
    {
        double step = Math.Pow(10, -digits);
        if (generator is null)
        {
            long low = (long)Math.Ceiling(domain.Low / step), high = (long)Math.Floor(domain.High / step);
            long start = Math.Clamp((long)Math.Round(1 / step), low, Math.Max(low, high));
            for (long distance = 0; distance <= Math.Max(start - low, high - start); distance++)
                foreach (long k in distance == 0 ? [start] : new[] { start - distance, start + distance })
                    if (k >= low && k <= high)
                        yield return Math.Round(k * step, digits);
            yield break;
        }
        for (int i = 0; i < 1000 + 100 * total; i++) // Where there is room for the values, so many tries find it.
        {
            double value = Math.Round(domain.Low + generator.NextDouble() * (domain.High - domain.Low), digits);
            if (value >= domain.Low && value <= domain.High)
                yield return value;
        }
    }

    /// <summary>The same values in another layout; those of <see cref="PointLayout.Expanded"/> repeat the first slice.</summary>
    public static Tensor Arrange(Tensor x, PointLayout layout)
    {
        int axis = x.Rank - 1;
        switch (layout)
        {
            case PointLayout.Sliced:
                var whole = Tensor.Full([.. x.Shape.Select(static size => 2 * size + 1), 1], x.DType.IsFloatingPoint ? double.NaN : 99, x.DType);
                var slice = whole.Select(x.Rank, 0);
                for (int i = 0; i < x.Rank; i++)
                    slice = new Slice(i, 1, x.Shape[i], 2).Apply(slice);
                slice.CopyCore(x);
                return slice;
            case PointLayout.Transposed when x.Rank > 1:
                int[] reversed = [.. Enumerable.Range(0, x.Rank).Reverse()];
                return x.Permute(reversed).Contiguous().Permute(reversed);
            case PointLayout.Expanded:
                while (axis >= 0 && x.Shape[axis] <= 1)
                    axis--;
                return axis < 0 ? x : x.Slice(axis, ..1).Clone().Expand(x.Shape);
            default:
                return x;
        }
    }
}
