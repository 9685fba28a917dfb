#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Globalization;
using AutoGrad;

var command = new RootCommand(
    """
    Declares an operation, y = x·σ(βx), and checks its derivative against difference quotients: once with the right rule and once with a wrong one.
    Ends with the key figures as 'name: value' lines.
    """);
command.SetAction(static _ => Run());
return command.Parse(args).Invoke();

static void Run()
{
    // A right rule: every order, every layout of memory, drawn points.
    var right = GradCheck.CompareOp(new Swish(1.5));
    Console.WriteLine($"{right}\n");

    // A wrong one: the product rule's second term is missing. The report names the element.
    var x = Tensor.Of([-1.0, 0.5, 2.0]);
    var wrong = GradCheck.Compare(static x => new WrongSwish(1.5).Apply(x), x);
    Console.WriteLine($"{wrong}\n");
    var worst = wrong.Worst!;

    // It is an operation like any other: a gradient through it, and a second derivative.
    var gradient = Autodiff.Grad(static x => new Swish(1.5).Apply(x).Sum(), x);
    var curvature = Autodiff.Hvp(static x => new Swish(1.5).Apply(x).Sum(), x, Tensor.OnesLike(x));
    Console.WriteLine($"gradient {gradient}\nsecond derivative {curvature}\n");

    Print("right derivative passes", $"{right.Passed}");
    Print("right derivative norm ratio", $"{right.NormRatio:0.0e+00}");
    Print("wrong derivative passes", $"{wrong.Passed}");
    Print("guilty element", $"{worst.Input}{worst.InputElement}");
    Print("guilty analytic", $"{worst.Analytic:0.000000}");
    Print("guilty numeric", $"{worst.Numeric:0.000000}");
}

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");

/// <summary>Swish, y = x·σ(βx). Ramachandran, Zoph and Le, 2017.</summary>
public record Swish(double Beta = 1) : UnaryElementwise
{
    /// <inheritdoc/>
    protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] / (T.One + T.Exp(-T.CreateChecked(Beta) * x[i]));
    }

    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => Beta * y + (Beta * x).Sigmoid() * (1 - Beta * y);
}

/// <summary>The same function with a derivative that forgets the product rule.</summary>
public sealed record WrongSwish(double Beta = 1) : Swish(Beta)
{
    /// <inheritdoc/>
    protected override Tensor Derivative(Tensor x, Tensor y) => (Beta * x).Sigmoid();
}
