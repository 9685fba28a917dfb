using System.Globalization;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>Values and first derivatives of the elementwise operations at ordinary and at special points, against PyTorch's and mpmath's.</summary>
public class ElementwiseGoldenTests
{
    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Operations = new()
    {
        ["Exp"] = static x => x[0].Exp(),
        ["Expm1"] = static x => x[0].Expm1(),
        ["Log"] = static x => x[0].Log(),
        ["Log1p"] = static x => x[0].Log1p(),
        ["Sqrt"] = static x => x[0].Sqrt(),
        ["Rsqrt"] = static x => x[0].Rsqrt(),
        ["Square"] = static x => x[0].Square(),
        ["Reciprocal"] = static x => x[0].Reciprocal(),
        ["Abs"] = static x => x[0].Abs(),
        ["Sign"] = static x => x[0].Sign(),
        ["Sin"] = static x => x[0].Sin(),
        ["Cos"] = static x => x[0].Cos(),
        ["Tanh"] = static x => x[0].Tanh(),
        ["Sigmoid"] = static x => x[0].Sigmoid(),
        ["Relu"] = static x => x[0].Relu(),
        ["LeakyRelu"] = static x => x[0].LeakyRelu(),
        ["LeakyRelu(0.2)"] = static x => x[0].LeakyRelu(0.2),
        ["Elu"] = static x => x[0].Elu(),
        ["Elu(1.5)"] = static x => x[0].Elu(1.5),
        ["Gelu"] = static x => x[0].Gelu(),
        ["Gelu(Tanh)"] = static x => x[0].Gelu(GeluForm.Tanh),
        ["Silu"] = static x => x[0].Silu(),
        ["Softplus"] = static x => x[0].Softplus(),
        ["Softplus(3)"] = static x => x[0].Softplus(3),
        ["LogSigmoid"] = static x => x[0].LogSigmoid(),
        ["Erf"] = static x => x[0].Erf(),
        ["Clamp(-1,1)"] = static x => x[0].Clamp(-1, 1),
        ["Clamp(,0.5)"] = static x => x[0].Clamp(max: 0.5),
        ["Clamp(-0.5,)"] = static x => x[0].Clamp(min: -0.5),
        ["Pow(3)"] = static x => x[0].Pow(3),
        ["Pow(2.5)"] = static x => x[0].Pow(2.5),
        ["Pow(-2)"] = static x => x[0].Pow(-2),
        ["Pow(0)"] = static x => x[0].Pow(0),
        ["Maximum"] = static x => x[0].Maximum(x[1]),
        ["Minimum"] = static x => x[0].Minimum(x[1]),
        ["Pow"] = static x => x[0].Pow(x[1]),
    };

    private sealed record Row(double[][] Inputs, double[] Values, double[][] Gradients);

    private static readonly Dictionary<string, Row> Rows = Read();

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Fact]
    public void EveryRowIsRead() => Assert.Equal(Operations.Keys.Order(), Rows.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64IsRightToAFewUnitsInTheLastPlace(string name)
    {
        var row = Rows[name];
        var y = Operations[name](Array.ConvertAll(row.Inputs, static x => Tensor.Of<double>(x)));
        Assert.Equal(DType.Float64, y.DType);
        Close(name, row, row.Values, y.ToArray<double>(), Ulps(name) * 2.2e-16, 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32IsRightToAFewUnitsInTheLastPlace(string name)
    {
        var row = Rows[name];
        float[][] inputs = Array.ConvertAll(row.Inputs, static x => Array.ConvertAll(x, static v => (float)v));
        // The same points as float32 knows them, in float64, which the test above holds to the golden values.
        var expected = Operations[name](Array.ConvertAll(inputs, static x => Tensor.Of<double>(Array.ConvertAll(x, static v => (double)v))));
        var y = Operations[name](Array.ConvertAll(inputs, static x => Tensor.Of<float>(x)));
        Assert.Equal(DType.Float32, y.DType);
        double[] rounded = Array.ConvertAll(expected.ToArray<double>(), static v => (double)(float)v);
        Close(name, row, rounded, y.To(DType.Float64).ToArray<double>(), Ulps(name) * 1.2e-7, 64 * float.Epsilon);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void FirstDerivativesAreThoseOfPyTorch(string name)
    {
        var row = Rows[name];
        var inputs = Array.ConvertAll(row.Inputs, static x => Tensor.Of<double>(x).WithGrad());
        var y = Operations[name](inputs);
        var gradients = Autodiff.Grad([y], inputs, [Tensor.OnesLike(y)]);
        for (int i = 0; i < inputs.Length; i++)
            Close(name, row, row.Gradients[i], gradients[i]!.ToArray<double>(), 1e-14, absolute: 2e-15); // PyTorch's own lose that much in tails.
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnElementsValueDoesNotDependOnWhereItStands(string name)
    {
        var row = Rows[name];
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            var inputs = Array.ConvertAll(row.Inputs, x => Tensor.Of<double>(x).To(dtype));
            double[] together = Operations[name](inputs).To(DType.Float64).ToArray<double>();
            for (int i = 0; i < together.Length; i++)
                Assert.Equal(together[i], Operations[name](Array.ConvertAll(inputs, x => x[i..(i + 1)])).Item());
        }
    }

    /// <summary>Eight, but the tail of the tanh form is an exponential of a polynomial, whose own rounding the exponent multiplies.</summary>
    private static double Ulps(string name) => name == "Gelu(Tanh)" ? 400 : 8;

    private static void Close(string name, Row row, double[] expected, double[] actual, double relative, double absolute)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double e = expected[i], a = actual[i];
            // What the derivative is where there is no value is a convention; elsewhere NaN is NaN.
            if (double.IsNaN(a) && row.Inputs.Any(x => double.IsNaN(x[i])))
                continue;
            bool equal = e.Equals(a) || e == a || Math.Abs(e - a) <= Math.Max(absolute, relative * Math.Abs(e));
            string point = string.Join(", ", row.Inputs.Select(x => x[i]));
            Assert.True(equal, $"{name} at {point}: expected {e:R}, got {a:R}, {Math.Abs(a / e - 1):E1} apart.");
        }
    }

    private static Dictionary<string, Row> Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "elementwise.json")));
        return json.RootElement.EnumerateArray().ToDictionary(
            static row => row.GetProperty("name").GetString()!,
            static row => new Row(Columns(row.GetProperty("inputs")), Column(row.GetProperty("values")), Columns(row.GetProperty("gradients"))));

        static double[][] Columns(JsonElement list) => [.. list.EnumerateArray().Select(Column)];

        static double[] Column(JsonElement list) =>
            [.. list.EnumerateArray().Select(static v => double.Parse(v.GetString()!, CultureInfo.InvariantCulture))];
    }
}
