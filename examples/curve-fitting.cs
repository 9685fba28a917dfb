#:project Shared/AutoGrad.Examples.csproj

using System.Diagnostics;
using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Points = 500, Shown = 200, TestPoints = 100, BatchSize = 10;
const double Noise = 0.05, Stop = 0.001;

var experiment = new Experiment(
    """
    The smallest network that bends enough: 1-4-1 with a sigmoid, fitted to noisy points of a wavy curve, y = 0.4x² + 0.3x·sin 15x + 0.01·cos 50x − 0.3.
    Xavier's initial weights, SGD at 0.5, batches of 10, x and y scaled to [0, 1], an end as soon as half the mean squared error in validation is below
    0.001, or after 5000 epochs. With so few units it depends on the initial weights whether the curve is found: other seeds may end in a worse minimum.
    """);
var epochs = experiment.Option("--epochs", "How many epochs at most.", 5000).AtLeast(1);
return experiment.Run(args, run =>
{
    static Tensor Curve(Tensor x) => 0.4 * x.Square() + 0.3 * x * (15 * x).Sin() + 0.01 * (50 * x).Cos() - 0.3;
    var xs = Tensor.Rand([Points, 1], run.Generator);
    var ys = Curve(xs) + Noise * (2 * Tensor.Rand([Points, 1], run.Generator) - 1);
    var testX = Tensor.Linspace(0, 1, TestPoints).Unsqueeze(1);
    var scaleX = new MinMaxScaler().Fit(xs);
    var scaleY = new MinMaxScaler().Fit(ys);
    var (train, held) = new TensorDataset(scaleX.Transform(xs), scaleY.Transform(ys)).Split(0.9, run.Generator);
    var validation = held.ToTensors();
    var test = new TensorDataset(scaleX.Transform(testX), scaleY.Transform(Curve(testX)));

    var net = Networks.Mlp([1, 4, 1], run.Generator, Networks.XavierUniform, Activation.Sigmoid);
    var optimizer = new SGD(net.Parameters(), learningRate: 0.5);
    var loader = new DataLoader(train, BatchSize, shuffle: true, run.Generator);
    var losses = new List<double>();
    var clock = Stopwatch.StartNew();
    do
    {
        run.Cancelled.ThrowIfCancellationRequested();
        foreach (var (x, y) in loader)
        {
            using var step = new TensorScope();
            optimizer.ZeroGrad();
            Loss.Mse(net.Forward(x), y).Backward();
            optimizer.Step();
        }
        losses.Add(net.LossOn(validation, Loss.Mse) / 2);
    }
    while (losses.Count < run.Get(epochs) && losses[^1] >= Stop);
    clock.Stop();

    run.Figure("test R²", $"{net.R2(test):0.00000}", "0.98178");
    run.Figure("epochs", losses.Count, "4999");
    run.Figure("validation loss", $"{losses[^1]:0.00000}");
    run.Figure("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");

    using var unrecorded = Autodiff.NoGrad();
    run.Save(new Panels("A curve fitted by four sigmoid units")
    {
        new Chart { X = "x", Y = "y" }
            .Scatter("training points", xs.Flatten()[..Shown], ys.Flatten()[..Shown], radius: 2, opacity: 0.35)
            .Line("the curve", testX.Flatten(), Curve(testX).Flatten(), dashed: true)
            .Line("the network", testX.Flatten(), scaleY.InverseTransform(net.Forward(test.Inputs)).Flatten(), width: 2.5),
        new Chart { X = "epoch", Y = "loss in validation", YScale = Scale.Log }.Line(null, losses).HorizontalLine(Stop, "stop"),
    }.SaveSvg);
});
