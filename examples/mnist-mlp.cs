#:project Shared/AutoGrad.Examples.csproj

using System.Diagnostics;
using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;

var experiment = new Experiment(
    """
    The network of the course notes for handwritten digits, 784-128-64-32-16-10 with ReLU and He's initial weights, and their rule to stop: SGD at 0.1,
    batches of 64, at most 10 epochs, and an end as soon as the loss on a twentieth of the training images, kept for validation and looked at twenty times
    an epoch, is below 0.12.
    """, Images.Full, Images.Data);
var epochs = experiment.Option("--epochs", "How often at most to go through the training images; 10 for MNIST and 40 for the small digits if 0.", 0).AtLeast(0);
var stop = experiment.Option("--stop", "The validation loss below which training ends.", 0.12).AtLeast(0);
return experiment.Run(args, run =>
{
    var (images, test) = Images.Load(run);
    int[] sizes = run.Full ? [784, 128, 64, 32, 16, 10] : [64, 128, 64, 32, 16, 10];
    var (train, held) = images.Split(0.95, run.Generator);
    var validation = new TensorDataset(held.Batch(0, held.Count).Inputs, held.Batch(0, held.Count).Targets);
    var net = Networks.Mlp(sizes, run.Generator, Environment.GetEnvironmentVariable("FO") == "1" ? Networks.HeFanOut : Networks.He);
    var optimizer = new SGD(net.Parameters(), learningRate: 0.1);
    var loader = new DataLoader(train, batchSize: 64, shuffle: true, run.Generator);
    int every = Math.Max(loader.Count / 20, 1), last = run.Get(epochs) > 0 ? run.Get(epochs) : run.Full ? 10 : 40;
    Console.WriteLine($"{train.Count} images to train on, {validation.Count} to validate with, {test.Count} to test on");

    var clock = Stopwatch.StartNew();
    int iteration = 0;
    double loss = 0, held0 = double.PositiveInfinity;
    for (int epoch = 0; epoch < last && held0 >= run.Get(stop); epoch++)
        foreach (var (x, y) in loader)
        {
            run.Cancelled.ThrowIfCancellationRequested();
            loss = optimizer.Descend(() => Loss.CrossEntropy(net.Forward(x), y));
            if (++iteration % every != 0)
                continue;
            held0 = net.LossOn(validation, Loss.CrossEntropy);
            Console.WriteLine($"epoch {epoch} it {iteration} loss {loss:0.0000} val {held0:0.0000} acc {net.Accuracy(test):0.0000}");
            if (held0 < run.Get(stop))
                break;
        }
    run.Figure("test accuracy", $"{net.Accuracy(test):0.0000}", 0.9697);
    run.Figure("iteration", iteration, 5763);
    run.Figure("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");
});
