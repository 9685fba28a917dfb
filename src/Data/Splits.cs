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
            double[] ends = Ends(ratios);
            var order = Tensor.RandPerm(data.Count, generator).AsReadOnlySpan<long>();
            var parts = new Subset[ends.Length];
            int start = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                int end = (int)Math.Round(ends[i] * data.Count);
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
            var parts = data.SplitByClass([ratio, 1 - ratio], generator);
            return (parts[0], parts[1]);
        }

        /// <summary>
        /// Parts a data set at random in as many parts as there are shares, so that each class is parted in the same ratio. Within the parts the
        /// items keep their order.
        /// </summary>
        /// <param name="ratios">The parts' shares of each class, which sum to 1; ends of parts are rounded to the nearest item.</param>
        /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">A share is not between 0 and 1, or they do not sum to 1.</exception>
        /// <exception cref="DTypeException">The targets are not whole numbers.</exception>
        /// <exception cref="ShapeException">The targets are not one number an item.</exception>
        public Subset[] SplitByClass(ReadOnlySpan<double> ratios, Generator? generator = null)
        {
            double[] ends = Ends(ratios);
            var labels = Labels(data, nameof(SplitByClass));
            var parts = Array.ConvertAll(ends, static _ => new List<long>());
            foreach (var one in Tensor.RandPerm(data.Count, generator).ToArray<long>().GroupBy(item => labels[item]))
            {
                long[] items = [.. one];
                int start = 0;
                for (int i = 0; i < parts.Length; i++)
                {
                    int end = (int)Math.Round(ends[i] * items.Length);
                    parts[i].AddRange(items[start..end]);
                    start = end;
                }
            }
            return Array.ConvertAll(parts, part => new Subset(data, [.. part.Order()]));
        }

        /// <summary>
        /// Cross-validation: parts a data set in <paramref name="folds"/> of about the same size, each once the test part and otherwise in the
        /// training part: <c>foreach (var (train, test) in data.KFold(5, shuffle: true)) { … }</c>. Within the parts the items keep their order.
        /// </summary>
        /// <param name="folds">How many parts; the first have an item more where it does not come out even.</param>
        /// <param name="shuffle">Whether items are dealt at random; if not, folds are neighbouring items.</param>
        /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">There are less than 2 folds, or more than items.</exception>
        public (Subset Train, Subset Test)[] KFold(int folds = 5, bool shuffle = false, Generator? generator = null)
        {
            RequireFolds(folds, data.Count);
            long[] order = (shuffle ? Tensor.RandPerm(data.Count, generator) : Tensor.Arange(data.Count)).ToArray<long>();
            var fold = new int[data.Count];
            for (int i = 0, start = 0; i < folds; i++)
            {
                int size = data.Count / folds + (i < data.Count % folds ? 1 : 0);
                foreach (long item in order.AsSpan(start, size))
                    fold[item] = i;
                start += size;
            }
            return Parted(data, fold, folds);
        }

        /// <summary>Cross-validation as <see cref="KFold"/>, with about the same share of each class in every fold; without shuffling the folds are
        /// scikit-learn's.</summary>
        /// <param name="folds">How many parts.</param>
        /// <param name="shuffle">Whether the items of a class are dealt at random.</param>
        /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
        /// <exception cref="ArgumentOutOfRangeException">There are less than 2 folds, or more than items of some class.</exception>
        /// <exception cref="DTypeException">The targets are not whole numbers.</exception>
        /// <exception cref="ShapeException">The targets are not one number an item.</exception>
        public (Subset Train, Subset Test)[] StratifiedKFold(int folds = 5, bool shuffle = false, Generator? generator = null)
        {
            RequireFolds(folds, data.Count);
            var labels = Labels(data, nameof(StratifiedKFold));
            var classes = Enumerable.Range(0, labels.Length).GroupBy(item => labels[item]).OrderBy(static one => one.First()).ToArray();
            if (classes.MinBy(static one => one.Count()) is { } least && least.Count() < folds)
                throw new ArgumentOutOfRangeException(nameof(folds), folds,
                    $"StratifiedKFold: class {least.Key} has {least.Count()} items, too few to be in each of {folds} folds.");
            // Dealing out the sorted labels one by one tells how many of each class a fold gets; they come from the class's items in order.
            var sizes = new int[folds, classes.Length];
            int dealt = 0;
            foreach (var (c, one) in classes.Index())
                for (int i = 0, count = one.Count(); i < count; i++)
                    sizes[dealt++ % folds, c]++;
            var fold = new int[labels.Length];
            foreach (var (c, one) in classes.Index())
            {
                int[] of = [.. Enumerable.Range(0, folds).SelectMany(i => Enumerable.Repeat(i, sizes[i, c]))];
                if (shuffle)
                    (generator ?? Generator.Default).Shuffle(of.AsSpan());
                foreach (var (i, item) in one.Index())
                    fold[item] = of[i];
            }
            return Parted(data, fold, folds);
        }
    }

    private static (Subset Train, Subset Test)[] Parted(Dataset data, int[] fold, int folds)
    {
        var parts = new (Subset, Subset)[folds];
        for (int i = 0; i < folds; i++)
        {
            var items = Enumerable.Range(0, fold.Length).Select(static item => (long)item).ToLookup(item => fold[item] == i);
            parts[i] = (new(data, [.. items[false]]), new(data, [.. items[true]]));
        }
        return parts;
    }

    /// <summary>One label an item, of whatever whole numbers.</summary>
    private static long[] Labels(Dataset data, string method)
    {
        if (data.Count == 0)
            return [];
        var targets = data.Batch(0, data.Count).Targets;
        if (targets.DType.IsFloatingPoint)
            throw new DTypeException($"{method}: the targets are {targets.DType}; class labels are whole numbers. Convert with .To(DType.Int64).");
        if (targets.Rank != 1)
            throw new ShapeException($"{method}: the targets are {targets.Shape}; one label an item is needed, [{data.Count}].");
        return targets.To(DType.Int64).ToArray<long>();
    }

    private static void RequireFolds(int folds, int items)
    {
        if (folds < 2 || folds > items)
            throw new ArgumentOutOfRangeException(nameof(folds), folds, $"KFold: {items} items can be parted in 2 to {items} folds.");
    }

    /// <summary>Where parts end, as shares of the whole; the last at 1.</summary>
    private static double[] Ends(ReadOnlySpan<double> ratios)
    {
        var ends = new double[ratios.Length];
        double sum = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            RequireRatio(ratios[i]);
            ends[i] = sum += ratios[i];
        }
        if (!(Math.Abs(sum - 1) <= 1e-9))
            throw new ArgumentOutOfRangeException(nameof(ratios),
                FormattableString.Invariant($"Split: the shares sum to {sum}; they must sum to 1."));
        ends[^1] = 1;
        return ends;
    }

    private static void RequireRatio(double ratio)
    {
        if (!(ratio >= 0 && ratio <= 1))
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "Split: a share lies between 0 and 1.");
    }
}
