using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AutoGrad.Tests;

/// <summary>
/// The elementary functions of float32 at every 2¹²-th bit pattern, around every power of two and at special points, within two units in the
/// last place
/// of values computed in double.
/// </summary>
public class ElementarySweepTests
{
    /// <summary>Processors that cannot round a product and a sum at once round twice as often.</summary>
    private static readonly double Ulps = Fma.IsSupported || AdvSimd.IsSupported ? 2 : 3;

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Ours, Func<double, double> Exact)> Functions = new()
    {
        ["Exp"] = (static x => x.Exp(), Math.Exp),
        ["Expm1"] = (static x => x.Expm1(), Reference.Expm1),
        ["Log"] = (static x => x.Log(), Math.Log),
        ["Log1p"] = (static x => x.Log1p(), Reference.Log1p),
        ["Tanh"] = (static x => x.Tanh(), Math.Tanh),
        ["Sigmoid"] = (static x => x.Sigmoid(), static x => 1 / (1 + Math.Exp(-x))),
        ["LogSigmoid"] = (static x => x.LogSigmoid(), static x => -Reference.Softplus(-x)),
        ["Erf"] = (static x => x.Erf(), Reference.Erf),
        ["Gelu"] = (static x => x.Gelu(), static x => double.IsInfinity(x) ? Math.Max(x, 0) : x * Reference.Erfc(-x / Math.Sqrt(2)) / 2),
        ["GeluTanh"] = (static x => x.Gelu(GeluForm.Tanh), static x => Reference.Silu(x, 2 * Math.Sqrt(2 / Math.PI) * x * (1 + 0.044715 * x * x))),
        ["Silu"] = (static x => x.Silu(), static x => Reference.Silu(x, x)),
        ["Softplus"] = (static x => x.Softplus(), Reference.Softplus),
        ["Softplus(3)"] = (static x => x.Softplus(3), static x => Reference.Softplus(3 * x) / 3),
        ["Softplus(-0.1)"] = (static x => x.Softplus(-0.1), static x => Reference.Softplus(-0.1f * x) / -0.1f),
        ["Elu"] = (static x => x.Elu(), static x => x > 0 ? x : Reference.Expm1(x)),
        ["Elu(1.5)"] = (static x => x.Elu(1.5), static x => x > 0 ? x : 1.5 * Reference.Expm1(x)),
        ["Sin"] = (static x => x.Sin(), Math.Sin),
        ["Cos"] = (static x => x.Cos(), Math.Cos),
        ["Sqrt"] = (static x => x.Sqrt(), Math.Sqrt),
        ["Rsqrt"] = (static x => x.Rsqrt(), static x => 1 / Math.Sqrt(x)),
        ["Pow(2.5)"] = (static x => x.Pow(2.5), static x => Math.Pow(x, 2.5)),
        ["Pow(-0.3)"] = (static x => x.Pow(-0.3), static x => Math.Pow(x, -0.3f)),
        ["Pow(-7)"] = (static x => x.Pow(-7), static x => Math.Pow(x, -7)),
        ["Pow of 1.7"] = (static x => Tensor.Full([1], 1.7).Pow(x), static x => Math.Pow(1.7f, x)),
        ["Pow of -2"] = (static x => Tensor.Full([1], -2.0).Pow(x), static x => Math.Pow(-2, x)),
    };

    private static readonly float[] Points = Sweep();

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32IsRightToTwoUnitsInTheLastPlaceEverywhere(string name)
    {
        var (ours, exact) = Functions[name];
        float[] results = ours(Tensor.Of<float>(Points)).ToArray<float>();
        double worst = 0;
        int at = 0;
        for (int i = 0; i < Points.Length; i++)
        {
            double error = Error(results[i], exact(Points[i]));
            if (!(error <= worst))
                (worst, at) = (error, i);
            if (double.IsNaN(error))
                break;
        }
        Assert.True(worst <= Ulps,
            $"{name} at {Points[at]:R}: {results[at]:R} instead of {exact(Points[at]):R}, {worst:F2} units in the last place off.");
    }

    [Theory]
    [InlineData("Expm1")]
    [InlineData("Log1p")]
    [InlineData("Tanh")]
    [InlineData("Erf")]
    [InlineData("Gelu")]
    [InlineData("GeluTanh")]
    [InlineData("Silu")]
    [InlineData("Elu")]
    [InlineData("Sin")]
    public void ZeroKeepsItsSign(string name)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            double[] zeros = Functions[name].Ours(Tensor.Of<double>([0.0, -0.0]).To(dtype)).To(DType.Float64).ToArray<double>();
            Assert.Equal([0L, long.MinValue], Array.ConvertAll(zeros, BitConverter.DoubleToInt64Bits));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnElementsValueDoesNotDependOnWhereItStands(string name)
    {
        var ours = Functions[name].Ours;
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
        {
            var points = Tensor.Of<float>(Points.Where(static (_, i) => i % 9973 == 0).ToArray()).To(dtype);
            double[] together = ours(points).To(DType.Float64).ToArray<double>();
            for (int start = 0; start < 40; start++)
                for (int length = 1; start + length < together.Length; length += 31)
                    Assert.Equal(together[start..(start + length)], ours(points[start..(start + length)]).To(DType.Float64).ToArray<double>());
        }
    }

    /// <summary>How far apart in units in the last place of the exact value; NaN where only one of the two is a number.</summary>
    private static double Error(float value, double exact)
    {
        if (double.IsNaN(exact) || float.IsNaN(value))
            return double.IsNaN(exact) && float.IsNaN(value) ? 0 : double.NaN;
        if (value == (float)exact)
            return 0;
        float rounded = Math.Abs((float)exact);
        double size = Math.Abs(exact), ulp = float.IsInfinity(rounded) || float.IsInfinity(value)
            ? Math.ScaleB(1, 104)
            : Math.ScaleB(1, Math.Max(size == 0 ? -149 : Math.ILogB(size) - 23, -149));
        double of = float.IsInfinity(value) ? Math.CopySign(Math.ScaleB(1, 128), value) : value;
        return Math.Abs(of - (double.IsInfinity(exact) ? Math.CopySign(Math.ScaleB(1, 128), exact) : exact)) / ulp;
    }

    private static float[] Sweep()
    {
        const int Step = 1 << 12;
        var points = new List<float>((1 << 20) + 20_000);
        for (long bits = 0; bits <= uint.MaxValue; bits += Step)
            points.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        foreach (uint sign in new[] { 0u, 0x80000000u })
            for (uint exponent = 0; exponent <= 0x7F800000; exponent += 0x800000)
                for (int near = -8; near <= 8; near++)
                    if (exponent + near is >= 0 and <= 0x7F800000)
                        points.Add(BitConverter.UInt32BitsToSingle(sign | (uint)(exponent + near)));
        // Where results overflow, vanish or change their formula, and near multiples of π/2, where digits cancel.
        foreach (float at in new[] { 88.72284f, 103.97208f, 87.33655f, 17.3f, 0.34657f, 0.7f, 0.6931472f, 14.4f, 4f, 9.01f, 0.70710677f,
            1.4142135f, 1e4f, 13.2f, 20f })
            for (int near = -200; near <= 200; near++)
            {
                points.Add(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(at) + near));
                points.Add(-points[^1]);
            }
        for (int quarter = 1; quarter <= 7000; quarter++)
            points.Add((float)(quarter * (Math.PI / 2)));
        return [.. points, float.NaN, -float.NaN, float.MaxValue, float.MinValue];
    }
}
