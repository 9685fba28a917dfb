#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Samples = 300, BatchSize = 50;

var experiment = new Experiment(
    """
    What helps against learning by heart: a network of four hidden layers of 100 on 300 images alone, and the same with weights drawn to zero by their
    magnitude (L1) or their square (L2), with dropout, with an end where the loss on other images no longer falls, and with noise
    added to the images, anew each time. Biases are not drawn to zero.
    """, Images.Full, Images.Data);
var epochs = experiment.Option("--epochs", "How often to go through the 300 images.", 80).AtLeast(1);
var patience = experiment.Option("--patience", "Early stopping: after how many epochs without a lower loss.", 10).AtLeast(1);
return experiment.Run(args, run =>
{
    var (all, dev) = Images.Load(run);
    var train = all.Slice(0, Samples);
    var panels = new Panels($"Accuracy by epoch, {Samples} images of {(run.Full ? "MNIST" : "the small digits")} to learn from", columns: 3)
    {
        ShareX = true, ShareY = true,
    };
    double without = 0;
    foreach (var way in new Way[]
    {
        new("nothing"),
        new("L1", L1: 0.4 / Samples),
        new("L2", L2: 3.0 / Samples),
        new("dropout", Dropout: 0.2),
        new("early stopping", Stops: true),
        new("augmentation", Noise: 0.3),
    })
    {
        var generator = Generator.Seeded(run.Seed);
        var net = Networks.Mlp([train.Inputs.Shape[1], 100, 100, 100, 100, 10], generator, dropout: way.Dropout);
        var (weights, biases) = net.SplitForWeightDecay();
        var optimizer = new SGD(weights, learningRate: 0.1, weightDecay: way.L2);
        optimizer.Groups[0].L1 = way.L1;
        optimizer.AddGroup(biases, weightDecay: 0, change: static group => group.L1 = 0);
        var loader = new DataLoader(train, BatchSize, shuffle: true, generator);

        List<double> learnt = [], known = [], losses = [];
        var best = net.Snapshot();
        do
        {
            foreach (var (x, y) in loader)
            {
                run.Cancelled.ThrowIfCancellationRequested();
                optimizer.Descend(() => Loss.CrossEntropy(net.Forward(way.Noise > 0 ? x + way.Noise * Tensor.Randn(x.Shape, generator) : x), y));
            }
            learnt.Add(net.Accuracy(train));
            known.Add(net.Accuracy(dev));
            losses.Add(net.LossOn(dev, Loss.CrossEntropy));
            if (losses[^1] == losses.Min())
                best = net.Snapshot();
        }
        while (losses.Count < run.Get(epochs) && !(way.Stops && losses.Count - 1 - losses.IndexOf(losses.Min()) >= run.Get(patience)));
        if (way.Stops)
            net.LoadStateDict(best);

        double onTrain = net.Accuracy(train), onDev = net.Accuracy(dev), loss = net.LossOn(dev, Loss.CrossEntropy);
        without = way.Name == "nothing" ? loss : without;
        run.Figure($"train accuracy, {way.Name}", $"{onTrain:0.000}");
        run.Figure($"dev accuracy, {way.Name}", $"{onDev:0.000}");
        run.Figure($"gap, {way.Name}", $"{onTrain - onDev:0.000}");
        run.Figure($"dev loss, {way.Name}", $"{loss:0.000}");
        if (way.Name != "nothing")
            run.Figure($"{way.Name} lowers the dev loss", loss < without, notes: true);
        panels.Add(new Chart(way.Name) { X = "epoch", YRange = (0.6, 1) }.Line("train", learnt).Line("dev", known));
    }
    run.Save(panels.SaveSvg);
});

internal sealed record Way(string Name, double L1 = 0, double L2 = 0, double Dropout = 0, bool Stops = false, double Noise = 0);
