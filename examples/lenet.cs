#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoGrad;
using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Nn.Models;
using AutoGrad.Optim;

var data = new Option<string?>("--data") { Description = "A folder with the four files of Fashion-MNIST (or MNIST's), .gz or not; without it, the 1,797 digits inside the library, enlarged." };
var classic = new Option<bool>("--classic") { Description = "With tanh and means, as in 1998, rather than with ReLU and maxima." };
var rate = new Option<double>("--learning-rate") { Description = "How far Adam's first steps go; the rate falls to zero in a straight line.", DefaultValueFactory = static _ => 2e-3 };
var epochs = new Option<int?>("--epochs") { Description = "How often to go through the training data; 3, and 8 for the small digits, if left out." };
var batchSize = new Option<int>("--batch-size") { Description = "Images a step.", DefaultValueFactory = static _ => 64 };
var seed = new Option<long>("--seed") { Description = "Names the random numbers; the same seed prints the same figures.", DefaultValueFactory = static _ => 0 };
epochs.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int?>() < 1)
        result.AddError("--epochs: at least 1 is needed.");
});

var command = new RootCommand(
    """
    Trains LeNet-5, a convolutional network of 61,706 parameters, with Adam: on Fashion-MNIST with --data, else on the small digits inside the library.
    Prints what the network consists of, the loss and the accuracy of each epoch, and ends with the key figures as 'name: value' lines.
    """) { data, classic, rate, epochs, batchSize, seed };
command.SetAction(parsed =>
{
    try
    {
        Run(new Settings(
            parsed.GetValue(data), parsed.GetValue(classic), parsed.GetValue(rate), parsed.GetValue(epochs), parsed.GetValue(batchSize), parsed.GetValue(seed)));
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
    var train = Images(settings.Data, train: true);
    var test = Images(settings.Data, train: false);
    var net = settings.Classic
        ? new LeNet5(generator: generator)
        : new LeNet5(activation: static x => x.Relu(), maxPool: true, generator: generator);
    Console.WriteLine($"{Summary.Of(net, [1, 1, 28, 28])}\n{train.Count} images to train on, {test.Count} to test on");

    int last = settings.Epochs ?? (settings.Data is null ? 8 : 3), steps = 0;
    var optimizer = new Adam(net.Parameters(), settings.LearningRate);
    var loader = new DataLoader(train, settings.BatchSize, shuffle: true, generator);
    double meanLoss = 0, accuracy = 0;
    var clock = new Stopwatch();
    for (int epoch = 1; epoch <= last; epoch++)
    {
        clock.Start();
        meanLoss = 0;
        net.Train();
        foreach (var (images, labels) in loader)
        {
            using var step = new TensorScope(); // Not needed, but faster: the next step uses the same memory.
            optimizer.Groups[0].LearningRate = settings.LearningRate * (1 - (double)steps++ / (last * loader.Count));
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

// Images [N, 1, 28, 28] from about -1 to 2, labels 0 to 9.
static Dataset Images(string? folder, bool train)
{
    var (images, labels) = folder is null ? Digits.Load(train) : Mnist.Load(folder, train, flatten: false);
    if (folder is null)
        images = images.Reshape(-1, 1, 8, 8).Interpolate([28, 28], InterpolationMode.Linear);
    return new TensorDataset((images - 0.3) / 0.35, labels);
}

static double Accuracy(Module<Tensor, Tensor> net, Dataset test)
{
    using var unrecorded = Autodiff.NoGrad();
    net.Eval();
    double right = 0;
    foreach (var (images, labels) in new DataLoader(test, batchSize: 500))
        right += net.Forward(images).ArgMax(axis: 1).EqualTo(labels).Sum().Item();
    return right / test.Count;
}

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");

internal sealed record Settings(string? Data, bool Classic, double LearningRate, int? Epochs, int BatchSize, long Seed);
