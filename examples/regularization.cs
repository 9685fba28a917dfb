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
    magnitude (L1) or their square (L2), with dropout, with an end where the loss on other images no longer falls, and with images
    that are changed anew each time: small digits by noise, those of MNIST by a shift of up to two pixels. Biases are not drawn to zero.
    """, Images.Full, Images.Data);
var epochs = experiment.Option("--epochs", "How often to go through the 300 images.", 80).AtLeast(1);
var patience = experiment.Option("--patience", "Early stopping: after how many epochs without a lower loss.", 10).AtLeast(1);
var dropout = experiment.Option("--dropout", "Which share of hidden units dropout leaves out; of 0.05, 0.1, 0.2, 0.3 and 0.5 the dev loss is least with 0.05.", 0.05).AtLeast(0);
return experiment.Run(args, run =>
{
    var (all, others) = Images.Load(run);
    var train = all.Slice(0, Samples);
    var dev = others.Slice(0, Math.Min(others.Count, 2000));
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
        new("dropout", Dropout: run.Get(dropout)),
        new("early stopping", Stops: true),
        new("augmentation", Augments: true),
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
                optimizer.Descend(() => Loss.CrossEntropy(net.Forward(way.Augments ? Augmented(x, generator) : x), y));
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

static Tensor Augmented(Tensor images, Generator generator)
{
    const int Side = 28, Most = 2;
    if (images.Shape[1] < Side * Side)
        return images + 0.3 * Tensor.Randn(images.Shape, generator);
    var by = Tensor.RandInt(0, 2 * Most + 1, [2], generator).ToArray<long>();
    (int down, int right) = ((int)by[0], (int)by[1]);
    return images.Reshape([-1, Side, Side]).Pad([(Most, Most), (Most, Most)])[.., down..(down + Side), right..(right + Side)].Reshape(images.Shape);
}

internal sealed record Way(string Name, double L1 = 0, double L2 = 0, double Dropout = 0, bool Stops = false, bool Augments = false);
