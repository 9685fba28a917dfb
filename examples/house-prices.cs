#:project Shared/AutoGrad.Examples.csproj

using System.Diagnostics;
using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

var experiment = new Experiment(
    """
    What a house sells for. The network of the course notes (32-16-8-4-1, ReLU, Xavier) and their settings: SGD at 0.1, batches of 16, features and prices
    scaled to [0, 1], a fifth of the sales to test with, a tenth of the others to validate with, and at the end the weights that did best in validation.
    """,
    full: "13 features of 21,613 sales in King County, all 973,000 steps, instead of 5 features of 932 sales around Sacramento.",
    data: "For --full, and for --best on King County: the folder with kc_house_data.csv, .gz or not, or one with a folder kc-house in it; " +
        "--full fetches it, 2 MB, if left out.");
var best = experiment.Option(
    "--best", "Another network and training: all features but the postal code, areas and prices as logarithms, five networks (128-64-32-1) averaged.", false);
var epochs = experiment.Option("--epochs", "How often to go through the training set, at most 1000 in the notes; 30 with --best. 0 for these.", 0).AtLeast(0);
// The best in validation, over seeds 0 to 2 of King County, of 0.1 and 0.3 with 0.003, 0.01 and 0.02.
var decay = experiment.Option("--weight-decay", "With --best: the decay of the weights.", 0.1).AtLeast(0);
var rate = experiment.Option("--learning-rate", "With --best: the greatest learning rate.", 0.02).AtLeast(0);
return experiment.Run(args, run =>
{
    bool county = run.Full || (run.Get(best) && run.DataOf("kc-house") is not null);
    var features = !county ? Sacramento.Features : run.Get(best) ? [.. KcHouse.AllFeatures.Where(static name => name != "zipcode")] : KcHouse.Features;
    var sales = county ? KcHouse.Load(run.DataOf("kc-house", KcHouse.Download), features) : Sacramento.Load();
    var (others, test) = sales.Split(0.8, run.Generator);
    var (train, validation) = others.Split(0.9, run.Generator);
    Console.WriteLine($"{train.Count} sales to train on, {validation.Count} to validate with, {test.Count} to test on: {string.Join(", ", features)}");

    var trained = run.Get(best)
        ? Today(run, features, train.ToTensors(), validation.ToTensors(), run.Get(epochs) is > 0 and var asked ? asked : 30, run.Get(rate), run.Get(decay))
        : Notes(run, train.ToTensors(), validation.ToTensors(), run.Get(epochs) is > 0 and var some ? some : 1000);

    using var unrecorded = Autodiff.NoGrad();
    Tensor prices = test.ToTensors().Targets.To(DType.Float64), guesses = trained.Prices(test.ToTensors().Inputs).To(DType.Float64);
    bool asInNotes = run.Full && !run.Get(best);
    run.Figure("test R²", $"{R2(guesses, prices):0.0000}", asInNotes ? "0.8413" : null);
    run.Figure("test MSE / 10⁴", $"{(guesses - prices).Square().Mean().Item() / 1e4:0}", asInNotes ? "2384411" : null);
    run.Figure("validation R²", $"{trained.Validation.Max():0.0000}");
    run.Figure("iterations", trained.Steps, asInNotes ? "972999" : null);
    run.Figure("training seconds", $"{trained.Seconds:0.00}", asInNotes ? "193.55" : null);

    run.Save(new Panels(county ? "House prices in King County" : "House prices around Sacramento")
    {
        new Chart { X = run.Get(best) ? "networks averaged" : "epoch", Y = "R² in validation", YRange = (0, 1) }
            .Line(null, trained.Validation, markers: run.Get(best)),
        new Chart { X = "sold for, thousand dollars", Y = "guessed", Legend = false }
            .Line(null, static price => price, (0, prices.Max().Item() / 1000), points: 2)
            .Scatter("test", prices.Flatten() / 1000, guesses.Flatten() / 1000, radius: 2, opacity: 0.4),
    }.SaveSvg, run.Get(best) ? "-best" : "");
});

static Trained Notes(Run run, TensorDataset train, TensorDataset validation, int epochs)
{
    var features = new MinMaxScaler().Fit(train);
    var prices = new MinMaxScaler().Fit(train.Targets);
    TensorDataset Scaled(TensorDataset sales) => new(features.Transform(sales.Inputs), prices.Transform(sales.Targets));
    (train, validation) = (Scaled(train), Scaled(validation));

    var net = Networks.Mlp([train.Inputs.Shape[1], 32, 16, 8, 4, 1], run.Generator, Networks.XavierUniform);
    var optimizer = new SGD(net.Parameters(), learningRate: 0.1);
    var loader = new DataLoader(train, batchSize: 16, shuffle: true, run.Generator);
    var history = new List<double>();
    var state = net.Snapshot();
    double best = double.NegativeInfinity;
    int steps = 0;
    var clock = Stopwatch.StartNew();
    for (int epoch = 1; epoch <= epochs; epoch++)
    {
        run.Cancelled.ThrowIfCancellationRequested();
        foreach (var (x, y) in loader)
        {
            using var step = new TensorScope();
            optimizer.ZeroGrad();
            Loss.Mse(net.Forward(x), y).Backward();
            optimizer.Step();
            steps++;
        }
        history.Add(net.R2(validation));
        if (history[^1] > best)
            (best, state) = (history[^1], net.Snapshot());
        if (epoch % Math.Max(epochs / 10, 1) == 0)
            Console.WriteLine($"epoch {epoch,4}: validation R² {history[^1]:0.0000}, the best {best:0.0000}, {clock.Elapsed.TotalSeconds:0.0} s");
    }
    net.LoadStateDict(state);
    return new(x => prices.InverseTransform(net.Forward(features.Transform(x))), history, steps, clock.Elapsed.TotalSeconds);
}

static Trained Today(
    Run run, IReadOnlyList<string> names, TensorDataset train, TensorDataset validation, int epochs, double rate, double decay)
{
    const int Members = 5;
    var isArea = Tensor.Of([.. names.Select(static name => name.StartsWith("sqft", StringComparison.Ordinal))]);
    Tensor Logs(Tensor x) => Tensor.Where(isArea, x.Log1p(), x);
    var features = new StandardScaler().Fit(Logs(train.Inputs));
    var prices = new StandardScaler().Fit(train.Targets.Log());
    var scaled = new TensorDataset(features.Transform(Logs(train.Inputs)), prices.Transform(train.Targets.Log()));

    List<Sequential> nets = [];
    Tensor Guess(Tensor x) => prices.InverseTransform(Tensor.Stack([.. nets.Select(net => net.Forward(features.Transform(Logs(x))))]).Mean(axis: 0)).Exp();
    var history = new List<double>();
    int steps = 0;
    var clock = Stopwatch.StartNew();
    for (int member = 0; member < Members; member++)
    {
        var net = Networks.Mlp([names.Count, 128, 64, 32, 1], run.Generator, Networks.Standard);
        var (weights, biases) = net.SplitForWeightDecay();
        var optimizer = new AdamW(weights, rate, weightDecay: decay);
        optimizer.AddGroup(biases, weightDecay: 0);
        var loader = new DataLoader(scaled, batchSize: 128, shuffle: true, run.Generator, dropLast: true);
        var schedule = new OneCycleLR(rate, epochs * loader.Count).For(optimizer);
        for (int epoch = 1; epoch <= epochs; epoch++)
            foreach (var (x, y) in loader)
            {
                run.Cancelled.ThrowIfCancellationRequested();
                optimizer.Descend(() => Loss.Mse(net.Forward(x), y));
                schedule.Step();
                steps++;
            }
        nets.Add(net);
        using var unrecorded = Autodiff.NoGrad();
        history.Add(R2(Guess(validation.Inputs), validation.Targets));
        Console.WriteLine($"{nets.Count} networks: validation R² {history[^1]:0.0000}, {clock.Elapsed.TotalSeconds:0.0} s");
    }
    return new(Guess, history, steps, clock.Elapsed.TotalSeconds);
}

static double R2(Tensor guesses, Tensor prices)
{
    prices = prices.To(DType.Float64);
    return 1 - ((guesses.To(DType.Float64) - prices).Square().Mean() / prices.Var(unbiased: false)).Item();
}

internal sealed record Trained(Func<Tensor, Tensor> Prices, List<double> Validation, int Steps, double Seconds);
