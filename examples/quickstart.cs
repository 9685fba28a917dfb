#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Globalization;
using AutoGrad;

var command = new RootCommand("Tensors, a derivative and a second derivative, in about ten lines. Ends with the key figures as 'name: value' lines.");
command.SetAction(static _ => Run());
return command.Parse(args).Invoke();

static void Run()
{
    // Tensors: NumPy's broadcasting, C#'s ranges.
    var a = Tensor.Of([[1f, 2f], [3f, 4f]]);
    Console.WriteLine(a * 10 + a[..1]);

    // A derivative: f(x) = Σ x³ has the gradient 3x².
    var x = Tensor.Of([0.5, 1.0, 2.0]).WithGrad();
    var y = SumOfCubes(x);
    y.Backward();
    Console.WriteLine(x.Grad);

    // A second derivative: the gradient is a tensor like any other. The Hessian of f is diag(6x).
    var hessian = Autodiff.Hessian(SumOfCubes, x.Detach());
    Console.WriteLine(hessian);

    Print("value", y);
    Print("gradient at 2", x.Grad![2]);
    Print("second derivative at 2", hessian[2, 2]);
}

static Tensor SumOfCubes(Tensor x) => (x * x * x).Sum();

static void Print(string name, Tensor figure) => Console.WriteLine($"{name}: {figure.Item().ToString("0.0000", CultureInfo.InvariantCulture)}");
