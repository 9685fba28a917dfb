using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>The elementary functions of float64, within two units in the last place of values computed by mpmath, and others within four.</summary>
public class ElementaryGoldenTests
{
    /// <summary>Processors that cannot round a product and a sum at once round twice as often.</summary>
    private static readonly double Ulps = Fma.IsSupported || AdvSimd.IsSupported ? 2 : 3;

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["Exp"] = static x => x.Exp(),
        ["Expm1"] = static x => x.Expm1(),
        ["Log"] = static x => x.Log(),
        ["Log1p"] = static x => x.Log1p(),
        ["Tanh"] = static x => x.Tanh(),
        ["Sigmoid"] = static x => x.Sigmoid(),
        ["LogSigmoid"] = static x => x.LogSigmoid(),
        ["Erf"] = static x => x.Erf(),
        ["Gelu"] = static x => x.Gelu(),
        ["GeluTanh"] = static x => x.Gelu(GeluForm.Tanh),
        ["Silu"] = static x => x.Silu(),
        ["Softplus"] = static x => x.Softplus(),
        ["Softplus(3)"] = static x => x.Softplus(3),
        ["Elu"] = static x => x.Elu(),
        ["Sin"] = static x => x.Sin(),
        ["Cos"] = static x => x.Cos(),
        ["Sqrt"] = static x => x.Sqrt(),
        ["Rsqrt"] = static x => x.Rsqrt(),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Special = new()
    {
        ["Tan"] = static x => x.Tan(),
        ["Asin"] = static x => x.Asin(),
        ["Acos"] = static x => x.Acos(),
        ["Atan"] = static x => x.Atan(),
        ["Sinh"] = static x => x.Sinh(),
        ["Cosh"] = static x => x.Cosh(),
        ["Asinh"] = static x => x.Asinh(),
        ["Acosh"] = static x => x.Acosh(),
        ["Atanh"] = static x => x.Atanh(),
        ["Exp2"] = static x => x.Exp2(),
        ["Log2"] = static x => x.Log2(),
        ["Log10"] = static x => x.Log10(),
        ["Erfc"] = static x => x.Erfc(),
        ["Erfinv"] = static x => x.Erfinv(),
        ["Lgamma"] = static x => x.Lgamma(),
        ["Polygamma(1)"] = static x => x.Polygamma(1),
        ["Polygamma(2)"] = static x => x.Polygamma(2),
        ["Logit"] = static x => x.Logit(),
        ["Tanhshrink"] = static x => x.Tanhshrink(),
        ["Mish"] = static x => x.Mish(),
        ["Sinc"] = static x => x.Sinc(),
        ["Digamma"] = static x => x.Digamma(),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Pairs = new()
    {
        ["Atan2"] = static (a, b) => a.Atan2(b),
        ["Hypot"] = static (a, b) => a.Hypot(b),
        ["LogAddExp"] = static (a, b) => a.LogAddExp(b),
        ["LogAddExp2"] = static (a, b) => a.LogAddExp2(b),
        ["Xlogy"] = static (a, b) => a.Xlogy(b),
        ["Xlog1py"] = static (a, b) => a.Xlog1py(b),
    };

    private static readonly Dictionary<string, JsonElement> Rows = Read("elementary.json"), SpecialRows = Read("special.json");

    public static TheoryData<string> Names => [.. Functions.Keys];

    public static TheoryData<string> SpecialNames => [.. Special.Keys];

    public static TheoryData<string> PairNames => [.. Pairs.Keys];

    private static Dictionary<string, JsonElement> Read(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file))).RootElement.EnumerateArray()
            .ToDictionary(static row => row.GetProperty("name").GetString()!);

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64IsRightToTwoUnitsInTheLastPlace(string name)
    {
        double[] points = Numbers<double>(Rows[Rows[name].GetProperty("set").GetString()!], "points");
        Check(name, Rows[name], Functions[name](Tensor.Of<double>(points)), i => $"{points[i]:R}", Ulps);
    }

    /// <summary>Of what has zeros elsewhere than at 0, where relative precision is lost, the error is taken relative to 1 there.</summary>
    [Theory]
    [MemberData(nameof(SpecialNames))]
    public void SpecialFunctionsOfFloat64AreRightToFourUnitsInTheLastPlace(string name)
    {
        double[] points = Numbers<double>(SpecialRows[SpecialRows[name].GetProperty("set").GetString()!], "points");
        Check(name, SpecialRows[name], Special[name](Tensor.Of<double>(points)), i => $"{points[i]:R}", 4, name is "Digamma" or "Sinc");
        var single = Special[name](Tensor.Of<double>(points).To(DType.Float32)).To(DType.Float64).ToArray<double>();
        var same = Special[name](Tensor.Of<double>(points).To(DType.Float32).To(DType.Float64)).To(DType.Float32).To(DType.Float64).ToArray<double>();
        for (int i = 0; i < points.Length; i++)
            Assert.True(single[i].Equals(same[i]) || Math.Abs(single[i] - same[i]) <= 6e-7 * Math.Abs(same[i]) + 3e-45, $"{name} of Float32 at {points[i]:R}");
    }

    [Theory]
    [MemberData(nameof(PairNames))]
    public void FunctionsOfTwoFloat64AreRightToFourUnitsInTheLastPlace(string name)
    {
        double[] a = Numbers<double>(SpecialRows[name], "a"), b = Numbers<double>(SpecialRows[name], "b");
        Check(name, SpecialRows[name], Pairs[name](Tensor.Of<double>(a), Tensor.Of<double>(b)), i => $"{a[i]:R} and {b[i]:R}", 4, name.StartsWith("LogAdd"));
    }

    [Fact]
    public void WholePowersAndTheirLogarithmsAreExact()
    {
        for (int k = -1074; k < 1024; k++)
        {
            var power = Tensor.Of([(double)k]).Exp2();
            Assert.Equal(Math.ScaleB(1, k), power.Item());
            Assert.Equal(k, power.Log2().Item());
        }
        for (int k = 0; k < 23; k++)
            Assert.Equal(k, Tensor.Of([double.Parse($"1e{k}")]).Log10().Item());
    }

    [Fact]
    public void PowersOfFloat64AreRightToTwoUnitsInTheLastPlace()
    {
        double[] a = Numbers<double>(Rows["Pow"], "a"), b = Numbers<double>(Rows["Pow"], "b");
        Check("Pow", Rows["Pow"], Tensor.Of<double>(a).Pow(Tensor.Of<double>(b)), i => $"{a[i]:R} and {b[i]:R}", Ulps);
    }

    private static void Check(string name, JsonElement row, Tensor y, Func<int, string> point, double ulps, bool zeros = false)
    {
        double[] values = y.ToArray<double>(), high = Numbers<double>(row, "high");
        float[] low = Numbers<float>(row, "low");
        Assert.Equal(high.Length, values.Length);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double unit = Math.BitIncrement(Math.Abs(high[i])) - Math.Abs(high[i]), ulp = zeros ? Math.Max(unit, Math.Pow(2, -53)) : unit;
            double error = values[i] == high[i] ? 0 : Math.Abs((values[i] - high[i]) / ulp - (ulp == unit ? low[i] : 0));
            if (!(error <= worst))
                (worst, at) = (error, i);
        }
        Assert.True(worst <= ulps, $"{name} at {point(at)}: {values[at]:R} instead of {high[at]:R}, {worst:F2} units in the last place off.");
    }

    private static T[] Numbers<T>(JsonElement row, string name) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(row.GetProperty(name).GetBytesFromBase64()).ToArray();
}
