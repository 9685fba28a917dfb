#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoGrad;
using AutoGrad.Nn;
using AutoGrad.Optim;

var epochs = new Option<int>("--epochs") { Description = "How many steps to train.", DefaultValueFactory = static _ => 4000 };
var points = new Option<int>("--points") { Description = "How many points of [0, 2π] the equation is asked to hold at.", DefaultValueFactory = static _ => 48 };
var rate = new Option<double>("--learning-rate") { Description = "How far a step goes at first; towards the end it goes to 0.", DefaultValueFactory = static _ => 0.01 };
var seed = new Option<long>("--seed") { Description = "Names the random numbers; the same seed prints the same figures.", DefaultValueFactory = static _ => 0 };
var command = new RootCommand(
    """
    A network learns the solution of u'' + u = 0, u(0) = 0, u'(0) = 1 on [0, 2π], which is sin, from the equation alone: the loss holds second derivatives
    of the network by its input, and is itself differentiated by the parameters (a physics-informed network; Raissi, Perdikaris and Karniadakis, 2019).
    Ends with the key figures as 'name: value' lines.
    """) { epochs, points, rate, seed };
foreach (var option in (Option<int>[])[epochs, points])
    option.Validators.Add(static result =>
    {
        if (result.GetValueOrDefault<int>() < 1)
            result.AddError($"{result.Option.Name}: at least 1 is needed.");
    });
command.SetAction(parsed => Run(parsed.GetValue(epochs), parsed.GetValue(points), parsed.GetValue(rate), Generator.Seeded(parsed.GetValue(seed))));
return command.Parse(args).Invoke();

static void Run(int epochs, int points, double rate, Generator generator)
{
    Sequential net =
    [
        new Linear(1, 24, generator: generator, dtype: DType.Float64), Activation.Tanh(),
        new Linear(24, 24, generator: generator, dtype: DType.Float64), Activation.Tanh(),
        new Linear(24, 1, generator: generator, dtype: DType.Float64),
    ];
    var optimizer = new Adam(net.Parameters(), rate);
    var t = Tensor.Linspace(0, 2 * Math.PI, points, DType.Float64).Reshape([points, 1]);
    var one = Tensor.OnesLike(t);
    var clock = Stopwatch.StartNew();
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        using var step = new TensorScope();
        optimizer.LearningRate = rate * (1 + Math.Cos(Math.PI * epoch / epochs)) / 2;
        optimizer.ZeroGrad();
        // u, u' and u'' at all points at once. The network treats each on its own, so the derivative along ones is that by each point's own t.
        var all = Autodiff.DirectionalDerivatives(net.Forward, t, one, order: 2);
        var (u, du, d2u) = (all[0], all[1], all[2]);
        var loss = (d2u + u).Square().Mean() + 10 * u[0].Square().Sum() + 10 * (du[0] - 1).Square().Sum();
        loss.Backward();
        optimizer.Step();
        if (epoch % (epochs / 10 + 1) == 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"epoch {epoch,5}: loss {loss.Item():0.0e+00}, error {Error(net):0.0e+00}"));
    }
    clock.Stop();

    Print("parameters", $"{net.Parameters().Sum(static p => p.ElementCount)}");
    Print("training seconds", $"{clock.Elapsed.TotalSeconds:0.0}");
    Print("max error", $"{Error(net):0.0e+00}");
}

/// <summary>The greatest difference from the solution, between the points too.</summary>
static double Error(Sequential net)
{
    using var unrecorded = Autodiff.NoGrad();
    var t = Tensor.Linspace(0, 2 * Math.PI, 1000, DType.Float64).Reshape([1000, 1]);
    return (net.Forward(t) - t.Sin()).Abs().Max().Item();
}

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");
