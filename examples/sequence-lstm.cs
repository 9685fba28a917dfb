#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoGrad;
using AutoGrad.Nn;
using AutoGrad.Optim;

var length = new Option<int>("--length") { Description = "How long the sequences are.", DefaultValueFactory = static _ => 20 };
var hidden = new Option<int>("--hidden") { Description = "The size of the LSTM's state.", DefaultValueFactory = static _ => 32 };
var steps = new Option<int>("--steps") { Description = "How many steps to train.", DefaultValueFactory = static _ => 800 };
var batchSize = new Option<int>("--batch-size") { Description = "Sequences a step.", DefaultValueFactory = static _ => 64 };
var rate = new Option<double>("--learning-rate") { Description = "How far Adam's first steps go; the rate falls to zero in a straight line.", DefaultValueFactory = static _ => 0.01 };
var seed = new Option<long>("--seed") { Description = "Names the random numbers; the same seed prints the same figures.", DefaultValueFactory = static _ => 0 };
foreach (var option in new[] { length, hidden, steps, batchSize })
    option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < (option == length ? 2 : 1))
            result.AddError($"{option.Name}: it must be larger.");
    });

var command = new RootCommand(
    """
    The adding problem (Hochreiter and Schmidhuber, 1997): of a sequence of random numbers, two are marked, one in each half, and the sum of these is
    asked for at the end. An LSTM learns to keep the numbers it is told to. A model that always says 1 has a mean squared error of 1/6.
    Prints the loss as it falls and ends with the key figures as 'name: value' lines; an answer counts as right within 0.1.
    """) { length, hidden, steps, batchSize, rate, seed };
command.SetAction(parsed =>
{
    try
    {
        Run(parsed);
        return 0;
    }
    catch (ArgumentException problem)
    {
        Console.Error.WriteLine(problem.Message);
        return 1;
    }
});
return command.Parse(args).Invoke();

void Run(ParseResult given)
{
    var generator = Generator.Seeded(given.GetValue(seed));
    int size = given.GetValue(hidden);
    var net = new Adder(size, generator);
    Init.Ones(net.Memory.Cells[0].BiasIH!.Detach()[size..(2 * size)]); // The forget gates: at first everything is kept.
    var optimizer = new Adam(net.Parameters(), given.GetValue(rate));
    Console.WriteLine(net);
    int last = given.GetValue(steps);
    double smooth = 1.0 / 6;
    var clock = Stopwatch.StartNew();
    for (int step = 0; step < last; step++)
    {
        using var scope = new TensorScope(); // Not needed, but faster: the next step uses the same memory.
        var (sequences, sums) = Problems(given.GetValue(batchSize), given.GetValue(length), generator);
        optimizer.Groups[0].LearningRate = given.GetValue(rate) * (1 - (double)step / last);
        optimizer.ZeroGrad();
        var loss = Loss.Mse(net.Forward(sequences), sums);
        loss.Backward();
        GradientClipping.ByGlobalNorm(net.Parameters(), 1); // Gradients through many steps are large now and then.
        optimizer.Step();
        smooth = 0.95 * smooth + 0.05 * loss.Item();
        if ((step + 1) % Math.Max(1, last / 6) == 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step + 1,4}: loss {smooth:0.00000}"));
    }
    clock.Stop();

    using var unrecorded = Autodiff.NoGrad();
    var (unseen, answers) = Problems(2000, given.GetValue(length), generator);
    var errors = (net.Eval().Forward(unseen) - answers).Abs();
    Print("mean squared error", $"{errors.Square().Mean().Item():0.00000}");
    Print("test accuracy", $"{(errors < 0.1).Sum().Item() / 2000:0.0000}");
    Print("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");
}

// Sequences [T, N, 2] of numbers and marks, and the sums [N] of the marked ones.
static (Tensor Sequences, Tensor Sums) Problems(int count, int length, Generator generator)
{
    var numbers = Tensor.Rand([length, count], generator);
    var times = Tensor.Arange(length).Unsqueeze(1);
    var first = (Tensor.Rand([count], generator) * (length / 2)).To(DType.Int64);
    var second = (Tensor.Rand([count], generator) * (length - length / 2)).To(DType.Int64) + length / 2;
    var marks = (times.EqualTo(first) | times.EqualTo(second)).To(DType.Float32);
    return (Tensor.Stack([numbers, marks], axis: -1), (numbers * marks).Sum(axis: 0));
}

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");

/// <summary>An LSTM that reads a sequence, and a linear layer that answers from its last state.</summary>
sealed class Adder(int hidden, Generator generator) : Module<Tensor, Tensor>
{
    public LSTM Memory { get; } = new(2, hidden, generator: generator);
    public Linear Answer { get; } = new(hidden, 1, generator: generator);

    public override Tensor Forward(Tensor x) => Answer.Forward(Memory.Forward(x).Output[^1]).Squeeze(-1);
}
