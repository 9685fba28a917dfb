using System.Globalization;
using System.Text.Json;
using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>
/// Reads docs/subgradients.md and holds the implementation to each of its rows, in reverse and forward mode and both floating-point dtypes; and the
/// rows to the numbers of PyTorch, from which none may deviate without saying so.
/// </summary>
public class SubgradientTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Unary = new()
    {
        ["Loss.HingeEmbedding(x, -1)"] = static x => Loss.HingeEmbedding(x, -Tensor.OnesLike(x)),
        ["Loss.MultiMargin(x, 0)"] = static x => Loss.MultiMargin(x, Tensor.Of(0L)),
        ["x.Normalize(axis: 0)"] = static x => x.Normalize(axis: 0),
        ["x.Relu()"] = static x => x.Relu(),
        ["x.LeakyRelu(0.1)"] = static x => x.LeakyRelu(0.1),
        ["x.Elu(1.5)"] = static x => x.Elu(1.5),
        ["x.Abs()"] = static x => x.Abs(),
        ["x.Sign()"] = static x => x.Sign(),
        ["x.Clamp(-1, 1)"] = static x => x.Clamp(-1, 1),
        ["x.Clamp(min: 0)"] = static x => x.Clamp(min: 0),
        ["x.Clamp(max: 0)"] = static x => x.Clamp(max: 0),
        ["x.Maximum(0)"] = static x => x.Maximum(0),
        ["x.Minimum(0)"] = static x => x.Minimum(0),
        ["x.Softplus()"] = static x => x.Softplus(),
        ["x.Max()"] = static x => x.Max(),
        ["x.Min()"] = static x => x.Min(),
        ["x.Max(0)"] = static x => x.Max(0),
        ["x.Min(0)"] = static x => x.Min(0),
        ["x.Reshape(1, 3).Max([0, 1])"] = static x => x.Reshape(1, 3).Max([0, 1]),
        ["x.Reshape(1, 3).Min([0, 1])"] = static x => x.Reshape(1, 3).Min([0, 1]),
        ["x.Sort(0).Values * [1, 2, 4]"] = static x => x.Sort(0).Values * Tensor.Of([1.0, 2, 4]).To(x.DType),
        ["x.TopK(1).Values"] = static x => x.TopK(1).Values,
        ["x.KthValue(2).Values"] = static x => x.KthValue(2).Values,
        ["x.Reshape(1, 1, 4).MaxPool1d(2).Flatten()"] = static x => x.Reshape(1, 1, 4).MaxPool1d(2).Flatten(),
        ["x.Sqrt()"] = static x => x.Sqrt(),
        ["x.Rsqrt()"] = static x => x.Rsqrt(),
        ["x.Log()"] = static x => x.Log(),
        ["x.Log1p()"] = static x => x.Log1p(),
        ["x.Reciprocal()"] = static x => x.Reciprocal(),
        ["x * x.Log()"] = static x => x * x.Log(),
        ["Tensor.Where(x > 0, x * x.Log(), 0)"] = static x => Tensor.Where(x > 0, x * x.Log(), 0),
        ["Tensor.Where(x > 0, x * Tensor.Where(x > 0, x, 1).Log(), 0)"] =
            static x => Tensor.Where(x > 0, x * Tensor.Where(x > 0, x, 1).Log(), 0),
        ["Tensor.Where(x > 0, x.Sqrt(), 0)"] = static x => Tensor.Where(x > 0, x.Sqrt(), 0),
        ["Tensor.Where(x > 0, Tensor.Where(x > 0, x, 1).Sqrt(), 0)"] = static x => Tensor.Where(x > 0, Tensor.Where(x > 0, x, 1).Sqrt(), 0),
        ["x.Pow(0)"] = static x => x.Pow(0),
        ["x.Pow(0.5)"] = static x => x.Pow(0.5),
        ["x.Pow(1.5)"] = static x => x.Pow(1.5),
        ["x.Pow(2)"] = static x => x.Pow(2),
        ["x.Pow(-1)"] = static x => x.Pow(-1),
        ["x.Prod()"] = static x => x.Prod(),
        ["x.Prod(0)"] = static x => x.Prod(0),
        ["x.Var()"] = static x => x.Var(),
        ["x.Std()"] = static x => x.Std(),
        ["x.Std(unbiased: false)"] = static x => x.Std(unbiased: false),
        ["x.LogSumExp()"] = static x => x.LogSumExp(),
        ["x.LogSoftmax(0)"] = static x => x.LogSoftmax(0),
        ["x.Softmax(0)"] = static x => x.Softmax(0),
        ["x.Abs().Sum()"] = static x => x.Abs().Sum(),
        ["x.Abs().Max()"] = static x => x.Abs().Max(),
        ["x.Square().Sum().Sqrt()"] = static x => x.Square().Sum().Sqrt(),
        ["x.Relu6()"] = static x => x.Relu6(),
        ["x.Hardtanh()"] = static x => x.Hardtanh(),
        ["x.Hardsigmoid()"] = static x => x.Hardsigmoid(),
        ["x.Hardswish()"] = static x => x.Hardswish(),
        ["x.Selu()"] = static x => x.Selu(),
        ["x.Celu(1.5)"] = static x => x.Celu(1.5),
        ["x.Softsign()"] = static x => x.Softsign(),
        ["x.Softshrink(0.5)"] = static x => x.Softshrink(0.5),
        ["x.Hardshrink(0.5)"] = static x => x.Hardshrink(0.5),
        ["x.Threshold(1, 5)"] = static x => x.Threshold(1, 5),
        ["x.Floor()"] = static x => x.Floor(),
        ["x.Ceil()"] = static x => x.Ceil(),
        ["x.Trunc()"] = static x => x.Trunc(),
        ["x.Round()"] = static x => x.Round(),
        ["x.Frac()"] = static x => x.Frac(),
        ["x.NanToNum()"] = static x => x.NanToNum(),
        ["x.Asin()"] = static x => x.Asin(),
        ["x.Acos()"] = static x => x.Acos(),
        ["x.Acosh()"] = static x => x.Acosh(),
        ["x.Atanh()"] = static x => x.Atanh(),
        ["x.Erfinv()"] = static x => x.Erfinv(),
        ["x.Log2()"] = static x => x.Log2(),
        ["x.Log10()"] = static x => x.Log10(),
        ["x.Logit()"] = static x => x.Logit(),
        ["x.Logit(0.25)"] = static x => x.Logit(0.25),
        ["x.Lgamma()"] = static x => x.Lgamma(),
        ["x.Digamma()"] = static x => x.Digamma(),
        ["x.Sinc()"] = static x => x.Sinc(),
        ["x.Xlogy(x)"] = static x => x.Xlogy(x),
        ["x.AMax(0)"] = static x => x.AMax(0),
        ["x.AMin(0)"] = static x => x.AMin(0),
        ["x.Cummax(0).Values"] = static x => x.Cummax(0).Values,
        ["x.Cummin(0).Values"] = static x => x.Cummin(0).Values,
        ["x.Median()"] = static x => x.Median(),
        ["x.Median(0).Values"] = static x => x.Median(0).Values,
        ["x.NanMedian()"] = static x => x.NanMedian(),
        ["x.Mode(0).Values"] = static x => x.Mode(0).Values,
        ["x.Quantile(0.5)"] = static x => x.Quantile(0.5),
        ["x.Norm()"] = static x => x.Norm(),
        ["x.Norm(1)"] = static x => x.Norm(1),
        ["x.Norm(0)"] = static x => x.Norm(0),
        ["x.Norm(0.5)"] = static x => x.Norm(0.5),
        ["x.Norm(3)"] = static x => x.Norm(3),
        ["x.Norm(double.PositiveInfinity)"] = static x => x.Norm(double.PositiveInfinity),
        ["x.Norm(double.NegativeInfinity)"] = static x => x.Norm(double.NegativeInfinity),
        ["x.Cumprod(0)"] = static x => x.Cumprod(0),
        ["x.LogCumSumExp(0)"] = static x => x.LogCumSumExp(0),
        ["x.NanSum()"] = static x => x.NanSum(),
        ["x.NanMean()"] = static x => x.NanMean(),
        ["x.Reshape(2, 2).SvdVals().Sum()"] = static x => x.Reshape(2, 2).SvdVals().Sum(),
        ["x.Reshape(2, 2).EigValsH().Sum()"] = static x => x.Reshape(2, 2).EigValsH().Sum(),
        ["x.Reshape(2, 2).Det()"] = static x => x.Reshape(2, 2).Det(),
        ["Loss.BinaryCrossEntropy(x, 1)"] = static x => Loss.BinaryCrossEntropy(x, Tensor.OnesLike(x)),
        ["Loss.BinaryCrossEntropy(x, 0)"] = static x => Loss.BinaryCrossEntropy(x, Tensor.ZerosLike(x)),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Binary = new()
    {
        ["a.Maximum(b)"] = static (a, b) => a.Maximum(b),
        ["a.Fmax(b)"] = static (a, b) => a.Fmax(b),
        ["a.Fmin(b)"] = static (a, b) => a.Fmin(b),
        ["a.Minimum(b)"] = static (a, b) => a.Minimum(b),
        ["x.Scatter(0, [0, 0], y)"] = static (x, y) => x.Scatter(0, Tensor.Of([0, 0]), y),
        ["x.ScatterReduce(0, [0, 0], y, AMax)"] = static (x, y) => x.ScatterReduce(0, Tensor.Of([0, 0]), y, ScatterReduction.AMax),
        ["x.ScatterReduce(0, [0, 0], y, AMin)"] = static (x, y) => x.ScatterReduce(0, Tensor.Of([0, 0]), y, ScatterReduction.AMin),
        ["x.ScatterReduce(0, [0, 0], y, AMax, false)"] = static (x, y) => x.ScatterReduce(0, Tensor.Of([0, 0]), y, ScatterReduction.AMax, false),
        ["x.ScatterReduce(0, [0, 0], y, Prod)"] = static (x, y) => x.ScatterReduce(0, Tensor.Of([0, 0]), y, ScatterReduction.Prod),
        ["Loss.MarginRanking(x, y, 1)"] = static (x, y) => Loss.MarginRanking(x, y, Tensor.OnesLike(x)),
        ["x.PairwiseDistance(y, epsilon: 0)"] = static (x, y) => x.PairwiseDistance(y, epsilon: 0),
        ["a / b"] = static (a, b) => a / b,
        ["a.Pow(b)"] = static (a, b) => a.Pow(b),
        ["a.PRelu(b)"] = static (a, b) => a.PRelu(b),
        ["a.Copysign(b)"] = static (a, b) => a.Copysign(b),
        ["a % b"] = static (a, b) => a % b,
        ["a.Fmod(b)"] = static (a, b) => a.Fmod(b),
        ["a.FloorDivide(b)"] = static (a, b) => a.FloorDivide(b),
        ["a.Hypot(b)"] = static (a, b) => a.Hypot(b),
        ["a.Atan2(b)"] = static (a, b) => a.Atan2(b),
        ["a.Xlogy(b)"] = static (a, b) => a.Xlogy(b),
        ["a.Xlog1py(b)"] = static (a, b) => a.Xlog1py(b),
        ["a.LogAddExp(b)"] = static (a, b) => a.LogAddExp(b),
        ["Loss.L1(x, y)"] = static (x, y) => Loss.L1(x, y),
    };

    /// <summary>A row of the page.</summary>
    /// <param name="Operation">The operation, as C#.</param>
    /// <param name="At">The inputs.</param>
    /// <param name="Value">The result.</param>
    /// <param name="Gradient">The gradient of its sum by each input.</param>
    /// <param name="Forward">The same by forward mode.</param>
    /// <param name="Other">PyTorch's value and gradient where they are others.</param>
    /// <param name="Why">Why the choice is so.</param>
    public sealed record Row(string Operation, string At, string Value, string Gradient, string Forward, string Other, string Why)
    {
        public override string ToString() => $"{Operation} at {At}";
    }

    private static readonly Row[] Rows = Page("subgradients.md");

    public static TheoryData<string> Names => [.. Rows.Select(static row => row.ToString())];

    private static Row Find(string name) => Rows.Single(row => row.ToString() == name);

    private static Func<Tensor[], Tensor> Function(Row row) =>
        Unary.TryGetValue(row.Operation, out var f) ? x => f(x[0]) : x => Binary[row.Operation](x[0], x[1]);

    [Fact]
    public void ThePageAndTheGoldenNumbersHaveTheSameRows()
    {
        Assert.InRange(Rows.Length, 60, 1000);
        Assert.Equal(Golden().Keys.Order(), Rows.Select(static row => row.ToString()).Order());
        Assert.Equal(Unary.Keys.Concat(Binary.Keys).Order(), Rows.Select(static row => row.Operation).Distinct().Order());
    }

    [Fact]
    public void NoRowDeviatesFromPyTorchWithoutSayingSo()
    {
        var golden = Golden();
        foreach (var row in Rows)
        {
            var (value, gradient) = golden[row.ToString()];
            if (row.Other.Length == 0)
            {
                Close(Numbers(value), Numbers(row.Value), 0, row, "the value is not PyTorch's");
                Close(Numbers(gradient), Numbers(row.Gradient), 0, row, "the gradient is not PyTorch's");
                continue;
            }
            Assert.Equal($"{value} → {gradient}", row.Other);
            Assert.NotEqual($"{value} → {gradient}", $"{row.Value} → {row.Gradient}");
            Assert.True(row.Why.Length > 20, $"{row}: a deviation is argued.");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheBackwardPassGivesWhatThePageSays(string name)
    {
        var row = Find(name);
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var inputs = Array.ConvertAll(Inputs(row, dtype), static x => x.WithGrad());
            var y = Function(row)(inputs);
            Assert.Equal(dtype, y.DType);
            double tolerance = dtype == DType.Float64 ? 1e-14 : 1e-6;
            Close(Numbers(row.Value), Numbers(y), tolerance, row, $"the value in {dtype}");
            var gradients = y.RequiresGrad
                ? Autodiff.Grad([y], inputs, [Tensor.OnesLike(y)], allowUnused: true)
                : Array.ConvertAll(inputs, static x => Tensor.ZerosLike(x));
            Close(Numbers(row.Gradient), [.. gradients.SelectMany(Numbers)], tolerance, row, $"the gradient in {dtype}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ForwardModeGivesTheSame(string name)
    {
        var row = Find(name);
        double[] expected = Numbers(row.Forward);
        // Along one axis, what is infinite or NaN along another is multiplied by 0, and that is NaN.
        bool apart = Array.TrueForAll(expected, double.IsFinite);
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var inputs = Inputs(row, dtype);
            int at = 0;
            for (int i = 0; i < inputs.Length; i++)
                for (int element = 0; element < inputs[i].ElementCount; element++, at++)
                {
                    if (!apart && inputs[i].ElementCount > 1)
                        continue;
                    var direction = Tensor.Of<double>([.. Enumerable.Range(0, inputs[i].ElementCount).Select(k => k == element ? 1.0 : 0)])
                        .Reshape(inputs[i].Shape).To(dtype);
                    int which = i;
                    var (_, tangent) = Autodiff.Jvp(x => Function(row)([.. inputs.Select((other, k) => k == which ? x : other)]), inputs[i], direction);
                    Close([expected[at]], [Numbers(tangent).Sum()], dtype == DType.Float64 ? 1e-14 : 1e-6, row, $"the tangent in {dtype}");
                }
        }
    }

    private static void Close(double[] expected, double[] actual, double tolerance, Row row, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(
                expected[i].Equals(actual[i]) || expected[i] == actual[i] || Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Abs(expected[i]),
                FormattableString.Invariant($"{row}: {what} is {actual[i]:R}, the page says {expected[i]:R}."));
    }

    private static Tensor[] Inputs(Row row, DType dtype) => Array.ConvertAll(row.At.Split(" ; "), text =>
    {
        double[] numbers = Numbers(text);
        return Tensor.Of<double>(numbers, text.StartsWith('[') ? [numbers.Length] : []).To(dtype);
    });

    private static double[] Numbers(Tensor x) => x.To(DType.Float64).ToArray<double>();

    /// <summary>The numbers in <c>[0, −∞] ; 0.5</c>.</summary>
    private static double[] Numbers(string text) => Array.ConvertAll(
        text.Split([' ', ',', ';', '[', ']'], StringSplitOptions.RemoveEmptyEntries),
        static number => number switch
        {
            "∞" => double.PositiveInfinity,
            "-∞" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => double.Parse(number, CultureInfo.InvariantCulture),
        });

    private static Row[] Page(string file) =>
    [
        .. from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", file))
           where line.StartsWith("| `", StringComparison.Ordinal)
           let cells = line.Split('|', StringSplitOptions.TrimEntries)
           let gradients = cells[4].Split(", forward ")
           select new Row(cells[1].Trim('`'), cells[2], cells[3], gradients[0], gradients[^1], cells[5], cells[6]),
    ];

    private static Dictionary<string, (string Value, string Gradient)> Golden()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "subgradients.json")));
        return json.RootElement.EnumerateArray().ToDictionary(
            static row => $"{row.GetProperty("operation")} at {row.GetProperty("at")}",
            static row => (row.GetProperty("value").GetString()!, row.GetProperty("gradient").GetString()!));
    }
}
