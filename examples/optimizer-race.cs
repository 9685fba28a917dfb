#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

var experiment = new Experiment(
    """
    Four optimizers on handwritten digits, from the same weights over the same batches of 128: a network of four hidden layers of 100, with the learning
    rates of the course notes, 0.01 and for Adam 0.001. Plain gradient descent comes last.
    """, full: $"2000 steps instead of 500. {Images.Full}", Images.Data);
var steps = experiment.Option("--steps", "How many steps each may take; 2000 for MNIST and 500 for the small digits if 0.", 0).AtLeast(0);
return experiment.Run(args, run =>
{
    var (train, test) = Images.Load(run);
    int count = run.Get(steps) > 0 ? run.Get(steps) : run.Full ? 2000 : 500;
    var chart = new Chart($"Four optimizers, {(run.Full ? "MNIST" : "small digits")}") { X = "step", Y = "loss, smoothed", YScale = Scale.Log };
    var ends = new Dictionary<string, double>();
    foreach (var (name, make) in new (string, Func<IEnumerable<Tensor>, Optimizer>)[]
    {
        ("SGD", static parameters => new SGD(parameters, learningRate: 0.01)),
        ("Momentum", static parameters => new SGD(parameters, learningRate: 0.01, momentum: 0.9)),
        ("AdaGrad", static parameters => new AdaGrad(parameters, learningRate: 0.01, epsilon: 1e-7)),
        ("Adam", static parameters => new Adam(parameters, learningRate: 0.001)),
    })
    {
        var generator = Generator.Seeded(run.Seed); // The same for all: weights and batches alike.
        var net = Networks.Mlp([train.Inputs.Shape[1], 100, 100, 100, 100, 10], generator);
        var loader = new DataLoader(train, batchSize: 128, shuffle: true, generator);
        var smooth = net.Train(make(net.Parameters()), loader, count, run.Cancelled).Smooth();
        chart.Line(name, smooth);
        ends[name] = smooth[^1];
        run.Figure($"loss, {name}", $"{smooth[^1]:0.0000}");
        run.Figure($"test accuracy, {name}", $"{net.Accuracy(test):0.0000}");
    }
    run.Figure("SGD is last", ends.MaxBy(static end => end.Value).Key == "SGD", notes: true);
    run.Save(chart.SaveSvg);
});
