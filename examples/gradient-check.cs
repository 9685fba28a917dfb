#:project Shared/AutoGrad.Examples.csproj

using AutoGrad;
using AutoGrad.Examples;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training.Reports;

var experiment = new Experiment(
    """
    Two-sided differences as witnesses for derivatives. An operation of one's own, y = x·exp(-x²), once with its derivative and once with one that is wrong
    above 1 alone: the check tells which, and names the element. Then all parameters of a network at once: with the penalty on its weights, with one whose
    gradient was forgotten, and with dropout, which must be off or draw the same each time.
    """);
return experiment.Run(args, run =>
{
    var x = Tensor.Of([-1.0, 0.5, 0.9, 2.0]);
    var right = GradCheck.Compare(static x => new Bump().Apply(x), x);
    var wrong = GradCheck.Compare(static x => new WrongBump().Apply(x), x);
    Console.WriteLine($"{right}\n\n{wrong}\n");

    // A network of this operation, as a function of its parameters: they are the inputs of the check, all at once.
    var net = new Net(run.Generator);
    var inputs = Tensor.Randn([20, 3], run.Generator, DType.Float64);
    var targets = Tensor.Randn([20, 1], run.Generator, DType.Float64);
    var parameters = net.ParameterDict();
    string[] names = [.. parameters.Keys];
    GradCheckReport Check(Func<Net, Tensor> penalty, Func<Dropout>? dropout = null) => GradCheck.Compare(
        values => net.FunctionalCall(names.Zip(values).ToDictionary(), () => Loss.Mse(net.Forward(inputs, dropout?.Invoke()), targets) + penalty(net)),
        [.. parameters.Values]);

    var whole = Check(static net => Penalty.L2([net.First.Weight, net.Last.Weight], 0.1));
    var forgotten = Check(static net => Penalty.L2([net.First.Weight.Detach(), net.Last.Weight.Detach()], 0.1)); // Its value counts, its gradient does not.
    Console.WriteLine("norm ratio          with the penalty  its gradient forgotten");
    foreach (var ((name, one), other) in names.Zip(whole.Parts).Zip(forgotten.Parts))
        Console.WriteLine($"{name,-18}  {Told(one.NormRatio),-16}  {Told(other.NormRatio)}");

    var shared = Generator.Seeded(run.Seed);
    var drawn = Check(static _ => 0, () => new Dropout(0.5, generator: shared));
    var seeded = Check(static _ => 0, () => new Dropout(0.5, generator: Generator.Seeded(run.Seed)));
    Console.WriteLine($"\nwith dropout: {drawn.Problems[0]}");

    // Why two sides, and why not a smaller step: the error of a quotient falls with the step, or its square, until rounding takes over.
    double slope = Autodiff.Grad(static x => new Bump().Apply(x), Tensor.Of(0.5)).Item();
    double[] steps = [.. Enumerable.Range(4, 45).Select(static i => Math.Pow(10, -i / 4.0))];
    double F(double at) => new Bump().Apply(Tensor.Of(at)).Item();
    run.Save(new Chart("Error of a difference quotient of x·exp(-x²) at 0.5") { X = "step", Y = "error", XScale = Scale.Log, YScale = Scale.Log }
        .Line("one side", steps, steps.Select(h => Math.Abs((F(0.5 + h) - F(0.5)) / h - slope)))
        .Line("two sides", steps, steps.Select(h => Math.Abs((F(0.5 + h) - F(0.5 - h)) / (2 * h) - slope))).SaveSvg);

    run.Figure("right derivative passes", right.Passed);
    run.Figure("right norm ratio", $"{right.NormRatio:0.0e+00}", notes: "good below 1e-7");
    run.Figure("wrong derivative passes", wrong.Passed);
    run.Figure("wrong norm ratio", $"{wrong.NormRatio:0.0e+00}", notes: "wrong from 1e-3");
    run.Figure("guilty element", $"{wrong.Worst!.Input}{wrong.Worst.InputElement}");
    run.Figure("guilty analytic", $"{wrong.Worst.Analytic:0.000000}");
    run.Figure("guilty numeric", $"{wrong.Worst.Numeric:0.000000}");
    run.Figure("network's norm ratio", $"{whole.NormRatio:0.0e+00}", notes: "good below 1e-7");
    run.Figure("network passes", whole.Passed);
    run.Figure("guilty without the penalty's gradient", string.Join(", ", names.Zip(forgotten.Parts).Where(static part => !part.Second.Passed).Select(static part => part.First)));
    run.Figure("dropout that draws anew passes", drawn.Passed);
    run.Figure("dropout with a seed passes", seeded.Passed);
});

// The rule of thumb for ‖a − n‖ / (‖a‖ + ‖n‖).
static string Told(double ratio) => $"{ratio:0.0e+00} {(ratio < 1e-6 ? "good" : ratio < 1e-4 ? "suspect" : "wrong")}";

/// <summary>y = x·exp(−x²).</summary>
internal record Bump : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * T.Exp(-x[i] * x[i]);
    }

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => (1 - 2 * x * x) * (-x * x).Exp();
}

/// <summary>The same with a derivative that is right up to 1.</summary>
internal sealed record WrongBump : Bump
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Tensor.Where(x > 1, (-x * x).Exp(), base.Derivative(x, y));
}

internal sealed class Net(Generator generator) : Module
{
    public Linear First { get; } = new(3, 5, generator: generator, dtype: DType.Float64);

    public Linear Last { get; } = new(5, 1, generator: generator, dtype: DType.Float64);

    public Tensor Forward(Tensor x, Dropout? dropout)
    {
        var hidden = new Bump().Apply(First.Forward(x));
        return Last.Forward(dropout is null ? hidden : dropout.Forward(hidden));
    }
}
