#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;
using AutoGrad.Training.Reports;

const int BatchSize = 32;

var experiment = new Experiment(
    """
    A learning rate from 10^U(-4, 0) and a momentum of 1 − 10^U(-3, -1), searched for by about 25 trials three ways: on a grid, which tries five values of
    each, at random, which tries 25 of each, and from coarse to fine, which looks again around the best. A trial is a network that learns small digits.
    """,
    full: "Eight epochs in each trial instead of two.");
return experiment.Run(args, run =>
{
    var (train, validation) = Digits.Load(train: true).Split(0.6, Generator.Seeded(run.Seed));
    var search = new HyperparameterSearch(
        new Dictionary<string, Dimension> { ["learning rate"] = Dimension.Log(1e-4, 1), ["momentum"] = Dimension.OneMinusLog(0.9, 0.999) },
        trial => Accuracy(train, validation, trial, run),
        maximize: true)
    { Seed = run.Seed, Parallelism = Environment.ProcessorCount };

    var panels = new Panels("Accuracy by learning rate and momentum", columns: 3) { Height = 330 };
    foreach (var (name, results) in new (string, Func<SearchResults>)[]
    {
        ("grid", () => search.Grid(5, run.Cancelled)),
        ("random", () => search.Random(25, run.Cancelled)),
        ("coarse to fine", () => search.CoarseToFine(rounds: 3, trials: 8, cancellationToken: run.Cancelled)),
    })
    {
        var found = results();
        var best = found.Best;
        panels.Add(new Chart(name) { X = "learning rate", Y = "1 − momentum", XScale = Scale.Log, YScale = Scale.Log, XRange = (5e-5, 2), YRange = (7e-4, 0.15) }
            .Scatter(
                null, found.Trials.Select(static trial => trial["learning rate"]), found.Trials.Select(static trial => 1 - trial["momentum"]),
                radius: 5, values: found.Trials.Select(static trial => trial.Score))
            .Note(best["learning rate"], 1 - best["momentum"], $"{best.Score:0.000}"));
        run.Figure($"trials, {name}", found.Trials.Count, notes: name == "grid" ? 25 : null);
        run.Figure($"best accuracy, {name}", $"{best.Score:0.000}");
        run.Figure($"best learning rate, {name}", $"{best["learning rate"]:0.0000}");
        run.Figure($"best momentum, {name}", $"{best["momentum"]:0.0000}");
    }
    run.Save(panels.SaveSvg);
});

static double Accuracy(Dataset train, Dataset validation, Trial trial, Run run)
{
    trial.CancellationToken.ThrowIfCancellationRequested();
    var generator = Generator.Seeded(run.Seed); // The same start and the same batches in every trial.
    Sequential net = [new Linear(64, 32, generator: generator), Activation.Relu(), new Linear(32, 10, generator: generator)];
    var optimizer = new SGD(net.Parameters(), trial["learning rate"], trial["momentum"]);
    var loader = new DataLoader(train, BatchSize, shuffle: true, generator);
    for (int epoch = 0; epoch < (run.Full ? 8 : 2); epoch++)
        foreach (var (images, labels) in loader)
        {
            using var scope = new TensorScope();
            optimizer.ZeroGrad();
            Loss.CrossEntropy(net.Forward(images), labels).Backward();
            optimizer.Step();
        }
    using var unrecorded = Autodiff.NoGrad();
    var (inputs, targets) = validation.Batch(0, validation.Count);
    return net.Forward(inputs).ArgMax(axis: 1).EqualTo(targets).To(DType.Float32).Mean().Item();
}
