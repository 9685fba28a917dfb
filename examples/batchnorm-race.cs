#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Examples;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

const int Samples = 1000, Scales = 16;

var experiment = new Experiment(
    """
    Batch normalisation makes a network careless of its initial weights. Sixteen scales of them, from 1 down to 0.0001, each with and without: five hidden
    layers of 100, the first 1000 training images, batches of 100, SGD at 0.01, 20 epochs. What is added to the variance is the notes' 1e-6: with small weights
    more of it would drown what is normalised.
    """, Images.Full, Images.Data);
var epochs = experiment.Option("--epochs", "How many epochs each may take.", 20).AtLeast(1);
var epsilon = experiment.Option("--epsilon", "What batch normalisation adds to the variance.", 1e-6).AtLeast(0);
return experiment.Run(args, run =>
{
    var train = Images.Load(run).Train.Slice(0, Samples);
    var panels = new Panels("Accuracy on the training images by epoch, with and without batch normalisation", columns: 4) { ShareX = true, ShareY = true };
    int faster = 0, learn = 0, learnPlain = 0;
    for (int i = 0; i < Scales; i++)
    {
        double std = Math.Pow(10, -4.0 * i / (Scales - 1));
        List<double> with = Train(std, batchNorm: true), without = Train(std, batchNorm: false);
        panels.Add(new Chart($"σ = {std:0.####}") { X = "epoch", YRange = (0, 1) }.Line("BatchNorm", with).Line("without", without, dashed: true));
        Console.WriteLine($"σ = {std,-8:0.#####} accuracy {with[^1]:0.000} with, {without[^1]:0.000} without");
        faster += with.Sum() > without.Sum() ? 1 : 0;
        learn += with[^1] >= 0.5 ? 1 : 0;
        learnPlain += without[^1] >= 0.5 ? 1 : 0;
    }
    run.Figure("scales at which BatchNorm learns faster", faster, notes: "nearly all");
    run.Figure("scales that reach half with BatchNorm", learn);
    run.Figure("scales that reach half without", learnPlain, notes: "few");
    run.Save(panels.SaveSvg);

    List<double> Train(double std, bool batchNorm)
    {
        var generator = Generator.Seeded(run.Seed);
        var net = Networks.Mlp([train.Inputs.Shape[1], 100, 100, 100, 100, 100, 10], generator, Networks.Normal(std), batchNorm: batchNorm, epsilon: run.Get(epsilon));
        var optimizer = new SGD(net.Parameters(), learningRate: 0.01);
        var loader = new DataLoader(train, batchSize: 100, shuffle: true, generator);
        var accuracy = new List<double>();
        for (int epoch = 0; epoch < run.Get(epochs); epoch++)
        {
            net.Train(optimizer, loader, loader.Count, run.Cancelled);
            accuracy.Add(net.Accuracy(train));
        }
        return accuracy;
    }
});
