#:project Shared/AutoGrad.Examples.csproj

using System.Diagnostics;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

var experiment = new Experiment(
    """
    Handwritten digits: the network of the course notes, 784-128-64-32-16-10 with ReLU and He's initial weights, SGD at 0.1, batches of 64, at most 10
    epochs, and their rule to stop: as soon as the loss on a tenth of the training images, kept for validation, is below 0.12 after an epoch.
    How soon that is, and with it the accuracy, is a matter of luck: try other seeds.
    """, Images.Full, Images.Data);
var epochs = experiment.Option("--epochs", "How often at most to go through the training images; 10 for MNIST and 25 for the small digits if 0.", 0).AtLeast(0);
var stop = experiment.Option("--stop", "The loss in validation below which training ends.", 0.12).AtLeast(0);
var fanOut = experiment.Option("--fan-out", "Begin with He's weights by the outputs of a layer, √(2/m), instead of by its inputs.", false);
return experiment.Run(args, run =>
{
    var (images, test) = Images.Load(run);
    var (train, held) = images.Split(0.9, run.Generator);
    var validation = held.ToTensors();
    var net = Networks.Mlp([images.Inputs.Shape[1], 128, 64, 32, 16, 10], run.Generator, run.Get(fanOut) ? Networks.HeFanOut : Networks.He);
    var optimizer = new SGD(net.Parameters(), learningRate: 0.1);
    var loader = new DataLoader(train, batchSize: 64, shuffle: true, run.Generator);
    int last = run.Get(epochs) > 0 ? run.Get(epochs) : run.Full ? 10 : 25;
    Console.WriteLine($"{net}\n{train.Count} images to train on, {validation.Count} to validate with, {test.Count} to test on");

    List<double> losses = [], validated = [];
    var clock = Stopwatch.StartNew();
    do
    {
        losses.AddRange(net.Train(optimizer, loader, loader.Count, run.Cancelled));
        validated.Add(net.LossOn(validation, Loss.CrossEntropy));
        Console.WriteLine($"epoch {validated.Count,2}: training loss {losses.TakeLast(loader.Count).Average():0.0000}, in validation {validated[^1]:0.0000}");
    }
    while (validated.Count < last && validated[^1] >= run.Get(stop));
    clock.Stop();

    run.Figure("test accuracy", $"{net.Accuracy(test):0.0000}", run.Full ? "0.9697" : null);
    run.Figure("iterations", losses.Count, run.Full ? "5763" : null);
    run.Figure("validation loss", $"{validated[^1]:0.0000}");
    run.Figure("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");

    run.Save(new Chart("Loss while training") { X = "step", Y = "cross-entropy", YRange = (0, 2.4) }
        .Line("batches", losses, opacity: 0.25)
        .Line("batches, smoothed", losses.Smooth(0.95))
        .Line("validation", validated.Select((_, i) => (i + 1) * loader.Count), validated, markers: true)
        .HorizontalLine(run.Get(stop), "stop").SaveSvg);
});
