#:project Shared/AutoGrad.Examples.csproj

using System.Diagnostics;
using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Points = 200;

var experiment = new Experiment(
    """
    How many samples a step of gradient descent should look at. The path to the bottom of a loss of two parameters, y = wx + b, is straight with all
    samples, and wanders with one; a network on handwritten digits takes the fewest epochs with small batches, and the least time with those that are
    large enough for the arithmetic to be done on many numbers at once.
    """, Images.Full, Images.Data);
return experiment.Run(args, run =>
{
    var panels = new Panels($"Batch sizes, {(run.Full ? "MNIST" : "small digits")}") { Paths(run) };
    var (train, _) = Images.Load(run);
    Chart bySteps = new("By steps") { X = "step", Y = "training loss", XScale = Scale.Log },
        byEpochs = new("By epochs") { X = "epoch", Y = "training loss" },
        bySeconds = new("By seconds") { X = "seconds", Y = "training loss", XScale = Scale.Log };
    var milliseconds = new Dictionary<int, double>();
    var (unmeasured, with, of) = Begin(train, 64, run.Seed);
    unmeasured.Train(with, of, 300, run.Cancelled); // What runs for the first time is compiled first.
    foreach (int batchSize in (int[])[train.Count, 64, 1])
    {
        string name = batchSize == train.Count ? "all" : $"{batchSize}";
        var (net, optimizer, loader) = Begin(train, batchSize, run.Seed);
        int epochs = batchSize == 1 ? (run.Full ? 1 : 5) : run.Full ? 5 : 25;
        List<double> steps = [], at = [], seconds = [], losses = [];
        var clock = new Stopwatch();
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            clock.Start();
            net.Train(optimizer, loader, loader.Count, run.Cancelled);
            clock.Stop();
            at.Add(epoch);
            steps.Add((double)epoch * loader.Count);
            seconds.Add(clock.Elapsed.TotalSeconds);
            losses.Add(net.LossOn(train, Loss.CrossEntropy));
        }
        milliseconds[batchSize] = seconds[^1] * 1000 / epochs;
        run.Figure($"milliseconds an epoch, {name}", $"{milliseconds[batchSize]:0.00}");
        run.Figure($"loss after {epochs} epochs, {name}", $"{losses[^1]:0.000}");
        bySteps.Line(name, steps, losses, markers: true);
        byEpochs.Line(name, at, losses, markers: true);
        bySeconds.Line(name, seconds, losses, markers: true);
    }
    run.Figure("an epoch one by one takes longer, times", $"{milliseconds[1] / milliseconds[64]:0.0}");
    panels.Add(byEpochs);
    panels.Add(bySteps);
    panels.Add(bySeconds);
    run.Save(panels.SaveSvg);
});

static (Sequential Net, SGD Optimizer, DataLoader Loader) Begin(TensorDataset train, int batchSize, long seed)
{
    var generator = Generator.Seeded(seed);
    var net = Networks.Mlp([train.Inputs.Shape[1], 32, 10], generator);
    return (net, new(net.Parameters(), learningRate: batchSize == 1 ? 0.01 : 0.1), new(train, batchSize, shuffle: batchSize < train.Count, generator));
}

// The way of (w, b) from the same start with all samples, ten and one, for as many steps.
static Chart Paths(Run run)
{
    var x = 2 * Tensor.Rand([Points, 1], run.Generator) - 1;
    var y = 2 * x + 3 + 0.5 * Tensor.Randn([Points, 1], run.Generator);
    var data = new TensorDataset(x, y);
    double Mean(Tensor values) => values.Mean().Item();
    double mx = Mean(x), my = Mean(y), mxx = Mean(x * x), mxy = Mean(x * y), myy = Mean(y * y);
    var chart = new Chart("60 steps of y = wx + b") { X = "w", Y = "b" }.Contour(
        (w, b) => w * w * mxx + b * b + myy + 2 * (w * b * mx - w * mxy - b * my), (-1, 3.5), (0, 4), levels: 8, scale: Scale.Log, points: 31);
    foreach (int batchSize in (int[])[Points, 10, 1])
    {
        Tensor w = Tensor.Of([0f]).WithGrad(), b = Tensor.Of([0.5f]).WithGrad();
        var optimizer = new SGD([w, b], learningRate: 0.1);
        var loader = new DataLoader(data, batchSize, shuffle: batchSize < Points, run.Generator);
        List<(double, double)> path = [(w.Item(), b.Item())];
        while (path.Count <= 60)
            foreach (var (inputs, targets) in loader.Take(61 - path.Count))
            {
                optimizer.Descend(() => Loss.Mse(w * inputs + b, targets));
                path.Add((w.Item(), b.Item()));
            }
        double length = path.Zip(path.Skip(1), static (one, next) => double.Hypot(next.Item1 - one.Item1, next.Item2 - one.Item2)).Sum();
        string name = batchSize == Points ? "all" : $"{batchSize}";
        run.Figure($"length of the path, {name}", $"{length:0.00}");
        chart.Path(name, path, markers: false);
    }
    return chart;
}
