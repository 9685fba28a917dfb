namespace AutoGrad.Data;

/// <summary>Ways to part a data set, for training and validation.</summary>
public static class Splits
{
    extension(Dataset data)
    {
        /// <summary>Parts a data set at random in two: <c>var (train, validation) = data.Split(0.8);</c></summary>
        /// <param name="ratio">The first part's share, from 0 to 1; its size is rounded to the nearest.</param>
        /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        public (Subset First, Subset Second) Split(double ratio, Generator? generator = null)
        {
            RequireRatio(ratio);
            var parts = data.Split([ratio, 1 - ratio], generator);
            return (parts[0], parts[1]);
        }

        /// <summary>Parts a data set at random in as many parts as there are shares.</summary>
        /// <param name="ratios">The parts' shares, which sum to 1; ends of parts are rounded to the nearest item, so every item is in one
        /// part.</param>
        /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">A share is not between 0 and 1, or they do not sum to 1.</exception>
        public Subset[] Split(ReadOnlySpan<double> ratios, Generator? generator = null)
        {
            double sum = 0;
            foreach (double ratio in ratios)
            {
                RequireRatio(ratio);
                sum += ratio;
            }
            if (Math.Abs(sum - 1) > 1e-9)
                throw new ArgumentOutOfRangeException(nameof(ratios), FormattableString.Invariant($"Split: the shares sum to {sum}; they must sum to 1."));
            var order = Tensor.RandPerm(data.Count, generator).AsReadOnlySpan<long>();
            var parts = new Subset[ratios.Length];
            double share = 0;
            int start = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                share += ratios[i];
                int end = i == parts.Length - 1 ? data.Count : (int)Math.Round(share * data.Count);
                parts[i] = new(data, order[start..end]);
                start = end;
            }
            return parts;
        }

        /// <summary>
        /// Parts a data set at random in two so that each class is parted in the same ratio. Within the parts the items keep their order.
        /// </summary>
        /// <param name="ratio">The first part's share of each class, from 0 to 1; rounded to the nearest item.</param>
        /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
        /// <exception cref="DTypeException">The targets are not whole numbers.</exception>
        /// <exception cref="ShapeException">The targets are not one number an item.</exception>
        public (Subset First, Subset Second) SplitByClass(double ratio, Generator? generator = null)
        {
            RequireRatio(ratio);
            if (data.Count == 0)
                return (new(data, []), new(data, []));
            var targets = data.Batch(0, data.Count).Targets;
            if (targets.DType.IsFloatingPoint)
                throw new DTypeException($"SplitByClass: the targets are {targets.DType}; class labels are whole numbers. Convert with .To(DType.Int64).");
            if (targets.Rank != 1)
                throw new ShapeException($"SplitByClass: the targets are {targets.Shape}; one label an item is needed, [{data.Count}].");
            var labels = targets.To(DType.Int64).ToArray<long>();
            var order = Tensor.RandPerm(data.Count, generator).ToArray<long>();
            var first = new List<long>();
            foreach (var one in order.GroupBy(item => labels[item]))
                first.AddRange(one.Take((int)Math.Round(ratio * one.Count())));
            first.Sort();
            var chosen = first.ToHashSet();
            return (new(data, first.ToArray()), new(data, [.. order.Where(item => !chosen.Contains(item)).Order()]));
        }
    }

    private static void RequireRatio(double ratio)
    {
        if (!(ratio >= 0 && ratio <= 1))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "Split: a share lies between 0 and 1.");
    }
}
