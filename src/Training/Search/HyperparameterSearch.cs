using System.Runtime.ExceptionServices;

namespace AutoGrad.Training;

/// <summary>
/// Looks for the hyper-parameters that give the best score: <c>new HyperparameterSearch(space, trial
/// => …).Random(25)</c>. Trials have generators of their own, so that a search has the same results on every run, however many trials run at once.
/// </summary>
public sealed class HyperparameterSearch
{
    private readonly OrderedDictionary<string, Dimension> space;
    private readonly Func<Trial, double> objective;
    private readonly bool maximize;

    /// <summary>A search.</summary>
    /// <param name="space">The hyper-parameters by name.</param>
    /// <param name="objective">Trains with a trial's values, and returns how good that was: a validation loss, or an accuracy.</param>
    /// <param name="maximize">Whether more is better.</param>
    /// <exception cref="ArgumentException">There are no hyper-parameters.</exception>
    public HyperparameterSearch(IEnumerable<KeyValuePair<string, Dimension>> space, Func<Trial, double> objective, bool maximize = false)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(objective);
        (this.space, this.objective, this.maximize) = (new(space), objective, maximize);
        if (this.space.Count == 0)
            throw new ArgumentException("HyperparameterSearch: there is nothing to search.", nameof(space));
    }

    /// <summary>What trials are drawn by, and their generators seeded.</summary>
    public long Seed { get; init; }

    /// <summary>How many trials run at once. It changes no result.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public int Parallelism
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Parallelism), value, "HyperparameterSearch: at least one trial runs at once.");
    } = 1;

    /// <summary>Told of every trial that is done, in whatever order they are.</summary>
    public IProgress<TrialResult>? Progress { get; init; }

    /// <summary>All combinations of some values of each hyper-parameter, evenly on its scale, ends included; of a choice, all.</summary>
    /// <param name="points">How many values: 5 of each of two give 25 trials.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SearchResults Grid(int points = 5, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        List<Dictionary<string, object>> all = [[]];
        foreach (var (name, dimension) in space)
            all = [.. all.SelectMany(before => dimension.Grid(points).Select(value => new Dictionary<string, object>(before) { [name] = value }))];
        return Results(Run([.. all.Select((values, i) => Make(i + 1, values, cancellationToken))], cancellationToken));
    }

    /// <summary>Trials at random, which tries more values of each hyper-parameter than a grid of the same size (Bergstra and Bengio, 2012).</summary>
    /// <param name="trials">How many.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SearchResults Random(int trials = 25, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        return Results(Run(Draw(trials, 1, Everywhere(), Generator.Seeded(Seed), cancellationToken), cancellationToken));
    }

    /// <summary>Rounds of random trials, each in a part of the space around the best so far.</summary>
    /// <param name="rounds">How many rounds.</param>
    /// <param name="trials">How many trials in each.</param>
    /// <param name="shrink">How long the part is on each hyper-parameter's scale, compared with the round before.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SearchResults CoarseToFine(int rounds = 3, int trials = 10, double shrink = 0.3, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        if (!(shrink > 0 && shrink <= 1))
            throw new ArgumentOutOfRangeException(nameof(shrink), shrink, "CoarseToFine: a part is more than nothing and no more than the whole.");
        var draws = Generator.Seeded(Seed);
        var part = Everywhere();
        List<TrialResult> all = [];
        for (int round = 1; round <= rounds; round++)
        {
            var next = Draw(trials, all.Count + 1, part, draws, cancellationToken);
            foreach (var trial in next)
                trial.Round = round;
            all.AddRange(Run(next, cancellationToken));
            var best = Results(all).Best.Values;
            foreach (var (name, dimension) in space)
                part[name] = dimension.Around(best[name], part[name], shrink);
        }
        return Results(all);
    }

    /// <summary>
    /// Many trials with a small budget, the best of which go on with a larger one, and so on (Jamieson and Talwalkar, 2016). An objective spends
    /// <see cref="Trial.Budget"/>, or goes on with what it kept by <see cref="Trial.Keep"/> and spends the rest of it.
    /// </summary>
    /// <param name="trials">How many trials there are in the first round.</param>
    /// <param name="minBudget">What each may spend then, in epochs or whatever the objective counts.</param>
    /// <param name="factor">By what the number of trials is divided, and the budget multiplied, from round to round.</param>
    /// <param name="maxBudget">What no trial may exceed; as much as it takes to have one trial left, if left out.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public SearchResults SuccessiveHalving(
        int trials = 27, int minBudget = 1, int factor = 3, int? maxBudget = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(minBudget, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBudget ?? minBudget, minBudget, nameof(maxBudget));
        var left = Draw(trials, 1, Everywhere(), Generator.Seeded(Seed), cancellationToken);
        List<TrialResult> all = [];
        for (int round = 1, budget = minBudget; ; round++)
        {
            foreach (var trial in left)
                (trial.Round, trial.Spent, trial.Budget) = (round, round == 1 ? 0 : trial.Budget, budget);
            var results = Run(left, cancellationToken);
            all.AddRange(results);
            if (left.Length < factor || budget >= (maxBudget ?? int.MaxValue))
                return Results(all);
            int[] best = [.. Results(results).Ranked.Take(left.Length / factor).Select(static one => one.Trial).Order()];
            foreach (var trial in left.Where(trial => !best.Contains(trial.Number)))
                trial.Forget();
            left = [.. left.Where(trial => best.Contains(trial.Number))];
            budget = (int)Math.Min(maxBudget ?? int.MaxValue, (long)budget * factor);
        }
    }

    private OrderedDictionary<string, (double From, double To)> Everywhere() =>
        new(space.Select(static entry => KeyValuePair.Create(entry.Key, (0.0, 1.0))));

    private Trial[] Draw(
        int count, int first, OrderedDictionary<string, (double From, double To)> part, Generator draws, CancellationToken cancellation)
    {
        var trials = new Trial[count];
        for (int i = 0; i < count; i++)
        {
            var values = new Dictionary<string, object>();
            foreach (var (name, dimension) in space)
                values.Add(name, dimension.At(part[name].From + (part[name].To - part[name].From) * draws.NextDouble()));
            trials[i] = Make(first + i, values, cancellation);
        }
        return trials;
    }

    /// <summary>A trial, with a seed that depends on the search's and on its number alone.</summary>
    private Trial Make(int number, IReadOnlyDictionary<string, object> values, CancellationToken cancellation) =>
        new(number, values, (long)(Generator.At(Seed, long.MinValue + number).NextBits() >> 12), cancellation);

    private TrialResult[] Run(Trial[] trials, CancellationToken cancellation)
    {
        var results = new TrialResult[trials.Length];
        if (Parallelism == 1)
            for (int i = 0; i < trials.Length; i++)
                One(i);
        else
            try
            {
                Parallel.For(0, trials.Length, new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellation }, One);
            }
            catch (AggregateException failed)
            {
                ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]); // As one trial after the other would have it.
            }
        return results;

        void One(int i)
        {
            cancellation.ThrowIfCancellationRequested();
            var trial = trials[i];
            double score;
            using (Generator.UseDefault(trial.Generator))
                try
                {
                    score = objective(trial);
                }
                catch (ArithmeticException) // Numbers that grow out of all bounds are an answer.
                {
                    score = double.NaN;
                }
            results[i] = new(trial.Number, trial.Round, trial.Budget, trial.Values, score);
            Progress?.Report(results[i]);
        }
    }

    private SearchResults Results(IReadOnlyList<TrialResult> trials) => new(trials, [.. space.Keys], maximize);
}
