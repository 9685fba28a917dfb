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
    What batch normalisation costs and what it brings: the same network with and without it, by epochs and by seconds. An epoch takes longer, but fewer
    are needed.
    """, Images.Full, Images.Data);
var rate = experiment.Option("--learning-rate", "How far a step goes.", 0.02).AtLeast(0);
var epochs = experiment.Option("--epochs", "How often to go through the training images; 8 for MNIST and 30 for the small digits if 0.", 0).AtLeast(0);
var target = experiment.Option("--target", "The test accuracy to be reached.", 0.95).AtLeast(0);
return experiment.Run(args, run =>
{
    var (train, test) = Images.Load(run);
    int last = run.Get(epochs) > 0 ? run.Get(epochs) : run.Full ? 8 : 30;
    var byEpoch = new Chart { X = "epoch", Y = "test accuracy", YRange = (0.5, 1) };
    var bySecond = new Chart { X = "seconds", Y = "test accuracy", YRange = (0.5, 1) };
    List<int> needed = [];
    foreach (bool batchNorm in (bool[])[true, false])
    {
        string name = batchNorm ? "with" : "without";
        var (unmeasured, with, of) = Begin(batchNorm);
        unmeasured.Train(with, of, 50, run.Cancelled); // What runs for the first time is compiled first.
        var (net, optimizer, loader) = Begin(batchNorm);
        List<double> accuracy = [], seconds = [];
        var clock = new Stopwatch();
        for (int epoch = 1; epoch <= last; epoch++)
        {
            clock.Start();
            net.Train(optimizer, loader, loader.Count, run.Cancelled);
            clock.Stop();
            seconds.Add(clock.Elapsed.TotalSeconds);
            accuracy.Add(net.Accuracy(test));
        }
        int reached = accuracy.FindIndex(value => value >= run.Get(target));
        Console.WriteLine($"{name}: {string.Join(" ", accuracy.Select(static value => $"{value:0.000}"))}");
        run.Figure($"epochs to {run.Get(target)}, {name}", reached < 0 ? $"more than {last}" : $"{reached + 1}");
        run.Figure($"seconds to {run.Get(target)}, {name}", reached < 0 ? $"more than {seconds[^1]:0.00}" : $"{seconds[reached]:0.00}");
        run.Figure($"milliseconds an epoch, {name}", $"{seconds[^1] * 1000 / last:0.0}");
        run.Figure($"test accuracy, {name}", $"{accuracy[^1]:0.0000}");
        needed.Add(reached < 0 ? int.MaxValue : reached);
        byEpoch.Line($"{name} BatchNorm", accuracy);
        bySecond.Line($"{name} BatchNorm", seconds, accuracy);
    }
    run.Figure("BatchNorm needs fewer epochs", needed[0] < needed[1], notes: true);
    run.Save(new Panels($"Batch normalisation, {(run.Full ? "MNIST" : "small digits")}")
    {
        byEpoch.HorizontalLine(run.Get(target)), bySecond.HorizontalLine(run.Get(target)),
    }.SaveSvg);

    (Sequential Net, SGD Optimizer, DataLoader Loader) Begin(bool batchNorm)
    {
        var generator = Generator.Seeded(run.Seed);
        var net = Networks.Mlp([train.Inputs.Shape[1], 128, 64, 32, 16, 10], generator, batchNorm: batchNorm);
        return (net, new(net.Parameters(), run.Get(rate)), new(train, batchSize: 64, shuffle: true, generator));
    }
});
