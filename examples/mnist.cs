#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;

var data = new Option<string?>("--data") { Description = "A folder with the four MNIST files (or Fashion-MNIST's), .gz or not; without it, the 1,797 digits inside the library." };
var batchNorm = new Option<bool>("--batch-norm") { Description = "Normalise each hidden layer over the batch." };
var optimizer = new Option<string>("--optimizer") { Description = "How to descend.", DefaultValueFactory = static _ => "sgd" }.AcceptOnlyFromAmong("sgd", "adam");
var adam = new Option<bool>("--adam") { Description = "The same as --optimizer adam." };
var rate = new Option<double?>("--learning-rate") { Description = "How far a step goes; 0.1 for sgd and 0.001 for adam if left out." };
var epochs = new Option<int?>("--epochs") { Description = "How often to go through the training data; 10 for MNIST and 60 for the small digits if left out." };
var batchSize = new Option<int>("--batch-size") { Description = "Images a step.", DefaultValueFactory = static _ => 64 };
var seed = new Option<long>("--seed") { Description = "Names the random numbers; the same seed prints the same figures.", DefaultValueFactory = static _ => 0 };
epochs.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int?>() < 1)
        result.AddError("--epochs: at least 1 is needed.");
});

var command = new RootCommand(
    """
    Trains a network on handwritten digits: on the real MNIST with --data (784-128-64-32-16-10), else on the small digits inside the library (64-64-32-10).
    Prints the loss and the accuracy of each epoch and ends with the key figures as 'name: value' lines.
    """) { data, batchNorm, optimizer, adam, rate, epochs, batchSize, seed };
command.SetAction(parsed =>
{
    try
    {
        Run(new Settings(
            parsed.GetValue(data),
            parsed.GetValue(batchNorm),
            parsed.GetValue(adam) || parsed.GetValue(optimizer) == "adam",
            parsed.GetValue(rate),
            parsed.GetValue(epochs),
            parsed.GetValue(batchSize),
            parsed.GetValue(seed)));
        return 0;
    }
    catch (Exception problem) when (problem is IOException or InvalidDataException or ArgumentException)
    {
        Console.Error.WriteLine(problem.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();

static void Run(Settings settings)
{
    var generator = Generator.Seeded(settings.Seed);
    var (train, test, sizes) = settings.Data is { } folder
        ? (Mnist.Load(folder), Mnist.Load(folder, train: false), new[] { 784, 128, 64, 32, 16, 10 })
        : (Digits.Load(train: true), Digits.Load(train: false), new[] { 64, 64, 32, 10 });
    var net = Network(sizes, settings.BatchNorm, generator);
    Optimizer optimizer = settings.Adam
        ? new Adam(net.Parameters(), settings.LearningRate ?? 1e-3)
        : new SGD(net.Parameters(), settings.LearningRate ?? 0.1);
    var loader = new DataLoader(train, settings.BatchSize, shuffle: true, generator);
    Console.WriteLine($"{net}\n{train.Count} images to train on, {test.Count} to test on");

    double meanLoss = 0, accuracy = 0;
    var clock = new Stopwatch();
    for (int epoch = 1, last = settings.Epochs ?? (settings.Data is null ? 60 : 10); epoch <= last; epoch++)
    {
        clock.Start();
        meanLoss = 0;
        net.Train();
        foreach (var (images, labels) in loader)
        {
            using var step = new TensorScope(); // Not needed, but faster: the next step uses the same memory.
            optimizer.ZeroGrad();
            var loss = Loss.CrossEntropy(net.Forward(images), labels);
            loss.Backward();
            optimizer.Step();
            meanLoss += loss.Item() * labels.ElementCount / train.Count;
        }
        clock.Stop();
        accuracy = Accuracy(net, test);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch,2}: loss {meanLoss:0.0000}, test accuracy {accuracy:0.0000}"));
    }

    Print("seed", $"{settings.Seed}");
    Print("parameters", $"{net.Parameters().Sum(static p => p.ElementCount)}");
    Print("training loss", $"{meanLoss:0.0000}");
    Print("test accuracy", $"{accuracy:0.0000}");
    Print("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");
}

static Sequential Network(int[] sizes, bool batchNorm, Generator generator)
{
    var layers = new List<Module<Tensor, Tensor>>();
    for (int i = 1; i < sizes.Length; i++)
    {
        bool hidden = i < sizes.Length - 1;
        var linear = new Linear(sizes[i - 1], sizes[i], generator: generator);
        Init.KaimingNormal(linear.Weight, nonlinearity: Nonlinearity.Relu, generator: generator);
        Init.Zeros(linear.Bias!);
        layers.Add(linear);
        if (hidden && batchNorm)
            layers.Add(new BatchNorm1d(sizes[i]));
        if (hidden)
            layers.Add(Activation.Relu());
    }
    return new Sequential([.. layers]);
}

static double Accuracy(Module<Tensor, Tensor> net, Dataset test)
{
    using var unrecorded = Autodiff.NoGrad();
    net.Eval();
    double right = 0;
    foreach (var (images, labels) in new DataLoader(test, batchSize: 1000))
        right += net.Forward(images).ArgMax(axis: 1).EqualTo(labels).Sum().Item();
    return right / test.Count;
}

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");

internal sealed record Settings(string? Data, bool BatchNorm, bool Adam, double? LearningRate, int? Epochs, int BatchSize, long Seed);
