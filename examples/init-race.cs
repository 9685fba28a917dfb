#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const double Chance = 2.302585; // ln 10, the loss of who knows nothing about ten digits.

var experiment = new Experiment(
    """
    Where weights begin decides whether a deep network learns: four hidden layers of 100 with ReLU, SGD at 0.01 and batches of 128, from the same random
    numbers scaled to σ = 0.01, by Xavier's rule and by He's. With σ = 0.01 the values shrink from layer to layer, the gradients with them, and nothing is
    learned.
    """, full: $"2000 steps on MNIST. {Images.Full}", Images.Data);
var steps = experiment.Option("--steps", "How many steps each may take; 2000 for MNIST and 1000 for the small digits if 0.", 0).AtLeast(0);
return experiment.Run(args, run =>
{
    var (train, test) = Images.Load(run);
    int count = run.Get(steps) > 0 ? run.Get(steps) : run.Full ? 2000 : 1000;
    var chart = new Chart($"Initial weights, {(run.Full ? "MNIST" : "small digits")}") { X = "step", Y = "loss, smoothed", YRange = (0, 2.5) };
    foreach (var (name, start) in new[] { ("σ = 0.01", Networks.Normal(0.01)), ("Xavier", Networks.Xavier), ("He", Networks.He) })
    {
        var generator = Generator.Seeded(run.Seed);
        var net = Networks.Mlp([train.Inputs.Shape[1], 100, 100, 100, 100, 10], generator, start);
        var loader = new DataLoader(train, batchSize: 128, shuffle: true, generator);
        var smooth = net.Train(new SGD(net.Parameters(), learningRate: 0.01), loader, count, run.Cancelled).Smooth();
        chart.Line(name, smooth);
        run.Figure($"learns, {name}", smooth[^1] < 0.95 * Chance, notes: name != "σ = 0.01");
        run.Figure($"loss, {name}", $"{smooth[^1]:0.0000}");
        run.Figure($"test accuracy, {name}", $"{net.Accuracy(test):0.0000}");
    }
    run.Save(chart.HorizontalLine(Chance, "chance").SaveSvg);
});
