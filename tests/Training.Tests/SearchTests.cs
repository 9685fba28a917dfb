using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>Which trials a search makes, and that nothing but its seed matters.</summary>
public class SearchTests
{
    private static readonly Dictionary<string, Dimension> Space = new()
    {
        ["rate"] = Dimension.Log(1e-4, 1),
        ["momentum"] = Dimension.OneMinusLog(0.9, 0.999),
        ["units"] = Dimension.Integers(3, 6),
        ["kind"] = Dimension.Choice("relu", "tanh"),
    };

    [Fact]
    public void A_grid_has_all_combinations_evenly_on_their_scales()
    {
        var two = new Dictionary<string, Dimension> { ["rate"] = Dimension.Log(1e-4, 1), ["momentum"] = Dimension.OneMinusLog(0.9, 0.999) };
        var results = new HyperparameterSearch(two, static trial => trial["rate"]).Grid(5);
        Assert.Equal(25, results.Trials.Count);
        double[] rates = [.. results.Trials.Select(static one => one["rate"]).Distinct()], momenta = [.. results.Trials.Select(static one => one["momentum"]).Distinct()];
        Assert.All(rates.Zip([1e-4, 1e-3, 1e-2, 1e-1, 1.0]), static pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.All(momenta.Zip([0.9, 1 - Math.Pow(10, -1.5), 0.99, 1 - Math.Pow(10, -2.5), 0.999]), static pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.Equal(1e-4, results.Best["rate"]);
        Assert.Equal(3 * 3 * 3 * 2, new HyperparameterSearch(Space, static _ => 0).Grid(3).Trials.Count);
        var whole = new Dictionary<string, Dimension> { ["units"] = Dimension.Integers(3, 6), ["batch"] = Dimension.LogIntegers(16, 256) };
        var all = new HyperparameterSearch(whole, static _ => 0).Grid(5).Trials;
        Assert.Equal([3, 4, 5, 6], all.Select(static one => (int)one.Values["units"]).Distinct().Order());
        Assert.Equal([16, 32, 64, 128, 256], all.Select(static one => (int)one.Values["batch"]).Distinct().Order());
    }

    [Fact]
    public void Random_trials_are_spread_evenly_on_their_scales()
    {
        var trials = new HyperparameterSearch(Space, static trial => trial["rate"]) { Seed = 4 }.Random(4000).Trials;
        Assert.All(trials, static one => Assert.True(one["rate"] is >= 1e-4 and <= 1 && one["momentum"] is >= 0.9 and <= 0.999));
        for (int decade = -4; decade < 0; decade++)
            Assert.InRange(trials.Count(one => Math.Floor(Math.Log10(one["rate"])) == decade), 900, 1100);
        Assert.InRange(trials.Count(static one => one["momentum"] < 0.99), 1850, 2150);
        for (int units = 3; units <= 6; units++)
            Assert.InRange(trials.Count(one => (int)one.Values["units"] == units), 900, 1100);
        Assert.InRange(trials.Count(static one => (string)one.Values["kind"] == "relu"), 1850, 2150);
    }

    [Fact]
    public void Finer_rounds_lie_around_the_best_and_find_more()
    {
        static double Objective(Trial trial) => Math.Pow(Math.Log10(trial["rate"]) + 2.3, 2) + Math.Pow(Math.Log10(1 - trial["momentum"]) + 1.7, 2);
        var two = new Dictionary<string, Dimension> { ["rate"] = Dimension.Log(1e-4, 1), ["momentum"] = Dimension.OneMinusLog(0.9, 0.999) };
        var results = new HyperparameterSearch(two, Objective) { Seed = 1 }.CoarseToFine(rounds: 4, trials: 10, shrink: 0.3);
        double[] best = [.. Enumerable.Range(1, 4).Select(round => results.Trials.Where(one => one.Round <= round).Min(static one => one.Score))];
        Assert.True(best[3] < best[0] / 10, string.Join(" ", best));
        double[] last = [.. results.Trials.Where(static one => one.Round == 4).Select(static one => Math.Log10(one["rate"]))];
        Assert.InRange(last.Max() - last.Min(), 0, 4 * 0.3 * 0.3 * 0.3);
        Assert.Equal(best[3], results.Best.Score);
    }

    [Fact]
    public void Halving_gives_more_to_fewer_and_they_go_on()
    {
        var spent = new Dictionary<int, int>();
        var results = new HyperparameterSearch(new Dictionary<string, Dimension> { ["x"] = Dimension.Linear(0, 1) }, trial =>
        {
            int[] sum = trial.Keep(static () => new int[1]);
            Assert.Equal(trial.Spent, sum[0]);
            sum[0] += trial.Budget - trial.Spent;
            spent[trial.Number] = sum[0];
            return trial["x"];
        }) { Seed = 2 }.SuccessiveHalving(27, minBudget: 2, factor: 3);
        Assert.Equal([(1, 27, 2), (2, 9, 6), (3, 3, 18), (4, 1, 54)], results.Trials.GroupBy(static one => one.Round).Select(static round => (round.Key, round.Count(), round.First().Budget)));
        Assert.Equal(results.Trials.Min(static one => one.Score), results.Best.Score);
        Assert.Equal(54, spent[results.Best.Trial]);
        Assert.Equal([2, 6, 10], new HyperparameterSearch(Space, static _ => 0).SuccessiveHalving(9, 2, 3, maxBudget: 10).Trials.Select(static one => one.Budget).Distinct());
    }

    [Fact]
    public void Trials_at_once_have_the_results_of_trials_one_by_one()
    {
        static double Objective(Trial trial)
        {
            // Weights, order and dropout are drawn from the default generator.
            Sequential net = [new Linear(2, trial.Integer("units")), Activation.Tanh(), new Dropout(0.2), new Linear(trial.Integer("units"), 2)];
            net.To(DType.Float64);
            var trainer = new Trainer(net, new SGD(net.Parameters(), trial["rate"], momentum: trial["momentum"]), Loss.CrossEntropy);
            trainer.Fit(new DataLoader(Toy.Points(), 16, shuffle: true), epochs: trial.Budget);
            return trainer.Evaluate(Toy.Points(40, 9)).Loss;
        }
        long position = Generator.Default.Position;
        string serial = new HyperparameterSearch(Space, Objective) { Seed = 5 }.Random(8).ToCsv();
        string parallel = new HyperparameterSearch(Space, Objective) { Seed = 5, Parallelism = 4 }.Random(8).ToCsv();
        Assert.Equal(serial, parallel);
        Assert.Equal(
            new HyperparameterSearch(Space, Objective) { Seed = 5 }.SuccessiveHalving(4, factor: 2).ToCsv(),
            new HyperparameterSearch(Space, Objective) { Seed = 5, Parallelism = 3 }.SuccessiveHalving(4, factor: 2).ToCsv());
        Assert.NotEqual(serial, new HyperparameterSearch(Space, Objective) { Seed = 6 }.Random(8).ToCsv());
        Assert.Equal(position, Generator.Default.Position);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_an_objective_throws_comes_out_as_it_is(int parallelism)
    {
        var search = new HyperparameterSearch(Space, static trial => trial.Number == 2 ? throw new InvalidOperationException("no such file") : 1)
        {
            Parallelism = parallelism,
        };
        Assert.Equal("no such file", Assert.Throws<InvalidOperationException>(() => search.Random(6)).Message);
        using var stop = new CancellationTokenSource();
        var stopped = new HyperparameterSearch(Space, trial =>
        {
            stop.Cancel();
            trial.CancellationToken.ThrowIfCancellationRequested();
            return 1;
        }) { Parallelism = parallelism };
        Assert.ThrowsAny<OperationCanceledException>(() => stopped.Random(6, stop.Token));
    }

    [Fact]
    public void Results_are_a_table()
    {
        var space = new Dictionary<string, Dimension> { ["rate"] = Dimension.Log(0.01, 1), ["kind"] = Dimension.Choice("a,b", "c") };
        var results = new HyperparameterSearch(space, static trial => trial["rate"] == 1 ? throw new NotFiniteNumberException() : trial["rate"], maximize: true).Grid(3);
        Assert.Equal("trial,round,budget,rate,kind,score", results.ToCsv().Split('\n')[0]);
        Assert.Equal("1,1,1,0.01,\"a,b\",0.01", results.ToCsv().Split('\n')[1]);
        Assert.Equal(
            """
            trial  rate  kind  score
                3   0.1   a,b    0.1
                4   0.1     c    0.1
                1  0.01   a,b   0.01
                2  0.01     c   0.01
                5     1   a,b    NaN
                6     1     c    NaN
            """.ReplaceLineEndings("\n"), results.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => Dimension.Log(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dimension.OneMinusLog(0.9, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dimension.Linear(1, 1));
        Assert.Throws<ArgumentException>(() => Dimension.Choice<int>());
        Assert.Contains("there are rate, kind", Assert.Throws<KeyNotFoundException>(
            () => new HyperparameterSearch(space, static trial => trial["units"]).Random(1)).Message);
    }

    [Fact]
    public void A_trial_says_what_it_was_and_what_came_of_it()
    {
        var space = new Dictionary<string, Dimension> { ["rate"] = Dimension.Log(0.01, 1), ["units"] = Dimension.Choice(8) };
        var best = new HyperparameterSearch(space, static trial => trial["rate"], maximize: true).Grid(2).Best;
        Assert.Equal("2: rate = 1, units = 8, score = 1", best.ToString());
        Assert.Contains("there are rate, units", Assert.Throws<KeyNotFoundException>(() => best["depth"]).Message);
        Assert.Contains("trial[\"rate\"]", Assert.Throws<InvalidCastException>(
            () => new HyperparameterSearch(space, static trial => trial.Integer("rate")).Grid(2)).Message);
    }

    [Fact]
    public void Nothing_is_best_where_no_score_is_a_number()
    {
        var space = new Dictionary<string, Dimension> { ["rate"] = Dimension.Log(0.01, 1) };
        var results = new HyperparameterSearch(space, static _ => double.NaN).Grid(2);
        Assert.Equal(2, results.Trials.Count);
        Assert.Contains("none is best", Assert.Throws<InvalidOperationException>(() => results.Best).Message);
    }
}
