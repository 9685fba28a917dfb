#:project ../src/AutoGrad/AutoGrad.csproj
#:package System.CommandLine

using System.CommandLine;
using System.Globalization;
using AutoGrad;
using AutoGrad.Nn;

const int Rows = 200, Features = 5, MostSteps = 100;
const double Enough = 1e-12;

var dimensions = new Option<int>("--dimensions") { Description = "How many variables Rosenbrock's function has.", DefaultValueFactory = static _ => 10 };
var seed = new Option<long>("--seed") { Description = "Names the random numbers.", DefaultValueFactory = static _ => 0 };
dimensions.Validators.Add(static result =>
{
    if (result.GetValueOrDefault<int>() < 2)
        result.AddError("--dimensions: at least 2 are needed.");
});
var command = new RootCommand(
    """
    Newton's method with exact Hessians: on Rosenbrock's function, whose minimum is known, and on logistic regression by the parameters of a layer. Near a
    minimum the number of right digits doubles with each step. Ends with the key figures as 'name: value' lines.
    """) { dimensions, seed };
command.SetAction(parsed => Run(parsed.GetValue(dimensions), Generator.Seeded(parsed.GetValue(seed))));
return command.Parse(args).Invoke();

static void Run(int dimensions, Generator generator)
{
    Console.WriteLine($"Rosenbrock's function of {dimensions} variables");
    var start = 0.8 * Tensor.Rand([dimensions], generator, DType.Float64);
    var (minimum, slopes) = Minimise(Rosenbrock, start);
    double error = (minimum - 1).Abs().Max().Item();

    // The layer is called with other parameters than its own, those with other ones again: a function of one vector.
    Console.WriteLine($"\nlogistic regression on {Rows} points of {Features} features");
    var layer = new Linear(Features, 1, generator: generator, dtype: DType.Float64);
    var points = Tensor.Randn([Rows, Features], generator, DType.Float64);
    var labels = (points.Sum(1, keepDim: true) + Tensor.Randn([Rows, 1], generator, DType.Float64)).Greater(0).To(DType.Float64);
    var (weights, unravel) = Autodiff.Ravel(layer.ParameterDict());
    Tensor Fit(Tensor w) => Loss.BinaryCrossEntropyWithLogits(layer.FunctionalCall(unravel(w), points), labels);
    var (best, fitSlopes) = Minimise(Fit, weights);
    layer.LoadStateDict(unravel(best));

    Print("rosenbrock steps", $"{slopes.Count - 1}");
    Print("regression steps", $"{fitSlopes.Count - 1}");
    Print("regression loss", $"{Fit(best).Item():0.000000}");
    Print("regression order of convergence", $"{Math.Log(fitSlopes[^2] / fitSlopes[^3]) / Math.Log(fitSlopes[^3] / fitSlopes[^4]):0.0}");
    Print("max error", $"{error:0.0e+00}");
}

/// <summary>
/// Newton's method, x − H⁻¹∇f, shortened until f falls enough; where H is not positive definite, a multiple of the identity is added.
/// </summary>
/// <returns>The minimum, and the norm of the gradient at each step.</returns>
static (Tensor X, List<double> Slopes) Minimise(Func<Tensor, Tensor> f, Tensor x)
{
    for (var slopes = new List<double>(); ;)
    {
        var (value, gradient, hessian) = Autodiff.ValueGradAndHessian(f, x);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"step {slopes.Count,2}: f {value.Item(),-12:0.0000000000}  gradient {Norm(gradient):0.0e+00}"));
        slopes.Add(Norm(gradient));
        if (slopes[^1] < Enough || slopes.Count > MostSteps)
            return (x, slopes);
        var direction = -Solve(hessian, gradient);
        double fall = (gradient * direction).Sum().Item(), length = 1;
        while (f(x + length * direction).Item() > value.Item() + 1e-4 * length * fall && length > 1e-10)
            length /= 2;
        x += length * direction;
    }
}

/// <summary>Rosenbrock's function of n variables, Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², whose minimum lies at ones.</summary>
static Tensor Rosenbrock(Tensor x) => (100 * (x[1..] - x[..^1].Square()).Square() + (1 - x[..^1]).Square()).Sum();

/// <summary>A⁻¹b by Cholesky's method, A + λI for A where that is not positive definite.</summary>
static Tensor Solve(Tensor a, Tensor b)
{
    int n = b.ElementCount;
    for (double shift = 0; ; shift = Math.Max(1e-3, 4 * shift))
        if (Cholesky((a + shift * Tensor.Eye(n, dtype: a.DType)).ToArray<double>(), n) is { } factor)
        {
            var x = b.ToArray<double>();
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k < i; k++)
                    x[i] -= factor[i * n + k] * x[k];
                x[i] /= factor[i * n + i];
            }
            for (int i = n - 1; i >= 0; i--)
            {
                for (int k = i + 1; k < n; k++)
                    x[i] -= factor[k * n + i] * x[k];
                x[i] /= factor[i * n + i];
            }
            return Tensor.Of<double>(x);
        }
}

/// <summary>The lower triangle L with A = LLᵀ, or null where A is not positive definite.</summary>
static double[]? Cholesky(double[] a, int n)
{
    for (int j = 0; j < n; j++)
        for (int i = j; i < n; i++)
        {
            double sum = a[i * n + j];
            for (int k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            if (i == j && !(sum > 0))
                return null;
            a[i * n + j] = i == j ? Math.Sqrt(sum) : sum / a[j * n + j];
        }
    return a;
}

static double Norm(Tensor x) => x.Square().Sum().Sqrt().Item();

static void Print(string name, FormattableString figure) => Console.WriteLine($"{name}: {figure.ToString(CultureInfo.InvariantCulture)}");
