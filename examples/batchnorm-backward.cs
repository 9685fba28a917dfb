#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Globalization;
using AutoGrad;

const int Batch = 64, Features = 10;
const double Epsilon = 1e-5, Tolerance = 1e-12;

var seed = new Option<long>("--seed") { Description = "Names the random numbers.", DefaultValueFactory = static _ => 0 };
var command = new RootCommand(
    """
    Batch normalisation written with mean, variance and arithmetic, its backward pass derived, against the backward pass that papers derive by hand
    (Ioffe and Szegedy, 2015), on 64×10 numbers in Float64. Ends with the key figures as 'name: value' lines.
    """) { seed };
command.SetAction(parsed => Run(Generator.Seeded(parsed.GetValue(seed))));
return command.Parse(args).Invoke();

static void Run(Generator generator)
{
    Tensor Draw(Shape shape) => Tensor.Randn(shape, generator, DType.Float64);

    var x = (Draw([Batch, Features]) * 3 + 2).WithGrad();
    var gamma = Draw([Features]).WithGrad();
    var beta = Draw([Features]).WithGrad();
    var dy = Draw([Batch, Features]);

    // Forward, as one would write it on paper. There is nothing else to write.
    var normalised = (x - x.Mean(axis: 0)) / (x.Var(axis: 0, unbiased: false) + Epsilon).Sqrt();
    var y = gamma * normalised + beta;
    y.Backward(dy);

    // The closed form: dx = γ/σ · (dy − mean(dy) − x̂·mean(dy·x̂)), dγ = Σ dy·x̂, dβ = Σ dy.
    using var unrecorded = Autodiff.NoGrad();
    var xhat = normalised.Detach();
    var deviation = (x.Var(axis: 0, unbiased: false) + Epsilon).Sqrt();
    var dx = gamma / deviation * (dy - dy.Mean(axis: 0) - xhat * (dy * xhat).Mean(axis: 0));

    double error = Math.Max(Compare("dx", x.Grad!, dx), Math.Max(Compare("dgamma", gamma.Grad!, (dy * xhat).Sum(axis: 0)), Compare("dbeta", beta.Grad!, dy.Sum(axis: 0))));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"max error: {error:0.0e+00}"));
}

static double Compare(string name, Tensor derived, Tensor closed)
{
    double error = (derived - closed).Abs().Max().Item();
    Console.WriteLine($"{name} agree: {error < Tolerance}");
    return error;
}
