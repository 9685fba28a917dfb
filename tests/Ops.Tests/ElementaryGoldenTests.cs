using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace AutoGrad.Tests;

/// <summary>The elementary functions of float64, within two units in the last place of values computed by mpmath.</summary>
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

    private static readonly Dictionary<string, JsonElement> Rows =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "elementary.json"))).RootElement.EnumerateArray()
            .ToDictionary(static row => row.GetProperty("name").GetString()!);

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float64IsRightToTwoUnitsInTheLastPlace(string name)
    {
        double[] points = Numbers<double>(Rows[Rows[name].GetProperty("set").GetString()!], "points");
        Check(name, Functions[name](Tensor.Of<double>(points)), i => $"{points[i]:R}");
    }

    [Fact]
    public void PowersOfFloat64AreRightToTwoUnitsInTheLastPlace()
    {
        double[] a = Numbers<double>(Rows["Pow"], "a"), b = Numbers<double>(Rows["Pow"], "b");
        Check("Pow", Tensor.Of<double>(a).Pow(Tensor.Of<double>(b)), i => $"{a[i]:R} and {b[i]:R}");
    }

    private static void Check(string name, Tensor y, Func<int, string> point)
    {
        double[] values = y.ToArray<double>(), high = Numbers<double>(Rows[name], "high");
        float[] low = Numbers<float>(Rows[name], "low");
        Assert.Equal(high.Length, values.Length);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double ulp = Math.BitIncrement(Math.Abs(high[i])) - Math.Abs(high[i]);
            double error = values[i] == high[i] ? 0 : Math.Abs((values[i] - high[i]) / ulp - low[i]);
            if (!(error <= worst))
                (worst, at) = (error, i);
        }
        Assert.True(worst <= Ulps, $"{name} at {point(at)}: {values[at]:R} instead of {high[at]:R}, {worst:F2} units in the last place off.");
    }

    private static T[] Numbers<T>(JsonElement row, string name) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(row.GetProperty(name).GetBytesFromBase64()).ToArray();
}
