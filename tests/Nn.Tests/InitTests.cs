using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Means, standard deviations and bounds of 120,000 draws, and that the seed decides them.</summary>
public class InitTests
{
    private const int Out = 300, In = 100, Field = 4;

    // The standard deviation of a standard normal variable given that it lies within ±2: √(1 − 2·2φ(2)/(2Φ(2) − 1)).
    private const double Truncated = 0.879626;

    private static readonly Dictionary<string, (Func<Tensor, Generator, Tensor> Fill, double Mean, double Std, double Low, double High)> Rows = new()
    {
        ["Uniform"] = (static (t, g) => Init.Uniform(t, generator: g), 0.5, Math.Sqrt(1 / 12.0), 0, 1),
        ["Uniform(-3, 1)"] = (static (t, g) => Init.Uniform(t, -3, 1, g), -1, 4 * Math.Sqrt(1 / 12.0), -3, 1),
        ["Normal"] = (static (t, g) => Init.Normal(t, generator: g), 0, 1, -7, 7),
        ["Normal(2, 0.5)"] = (static (t, g) => Init.Normal(t, 2, 0.5, g), 2, 0.5, -2, 6),
        ["TruncatedNormal"] = (static (t, g) => Init.TruncatedNormal(t, generator: g), 0, Truncated, -2, 2),
        ["TruncatedNormal(1, 0.1)"] = (static (t, g) => Init.TruncatedNormal(t, 1, 0.1, generator: g), 1, 0.1 * Truncated, 0.8, 1.2),
        // A half-normal distribution: mean √(2/π), variance 1 − 2/π.
        ["TruncatedNormal from 0"] =
            (static (t, g) => Init.TruncatedNormal(t, low: 0, high: 100, generator: g), Math.Sqrt(2 / Math.PI), Math.Sqrt(1 - 2 / Math.PI), 0, 7),
        ["XavierUniform"] =
            (static (t, g) => Init.XavierUniform(t, generator: g), 0, Math.Sqrt(2.0 / 1600), -Math.Sqrt(6.0 / 1600), Math.Sqrt(6.0 / 1600)),
        ["XavierNormal, gain 2"] = (static (t, g) => Init.XavierNormal(t, 2, g), 0, 2 * Math.Sqrt(2.0 / 1600), -1, 1),
        ["KaimingUniform"] =
            (static (t, g) => Init.KaimingUniform(t, generator: g), 0, Math.Sqrt(2.0 / 400), -Math.Sqrt(6.0 / 400), Math.Sqrt(6.0 / 400)),
        ["KaimingUniform, a √5"] = (static (t, g) => Init.KaimingUniform(t, Math.Sqrt(5), generator: g), 0, Math.Sqrt(1.0 / 1200), -0.05, 0.05),
        ["KaimingNormal, fan-out"] = (static (t, g) => Init.KaimingNormal(t, mode: FanMode.FanOut, generator: g), 0, Math.Sqrt(2.0 / 1200), -1, 1),
        ["KaimingNormal, tanh"] = (static (t, g) => Init.KaimingNormal(t, nonlinearity: Nonlinearity.Tanh, generator: g), 0, 5.0 / 3 / 20, -1, 1),
        ["Constant"] = (static (t, _) => Init.Constant(t, -2.5), -2.5, 0, -2.5, -2.5),
        ["Zeros"] = (static (t, _) => Init.Zeros(t), 0, 0, 0, 0),
        ["Ones"] = (static (t, _) => Init.Ones(t), 1, 0, 1, 1),
    };

    public static TheoryData<string, DType> Names()
    {
        var rows = new TheoryData<string, DType>();
        foreach (string name in Rows.Keys)
        {
            rows.Add(name, DType.Float32);
            rows.Add(name, DType.Float64);
        }
        return rows;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void DrawsHaveTheirMoments(string name, DType dtype)
    {
        var (fill, mean, std, low, high) = Rows[name];
        var weight = new Parameter(Tensor.Full([Out, In, 2, 2], 99, dtype));
        Assert.Same(weight, fill(weight, Generator.Seeded(8)));
        Assert.True(weight.IsLeaf && weight.RequiresGrad);
        double[] values = weight.Detach().To(DType.Float64).ToArray<double>();
        Assert.Equal(Out * In * Field, values.Length);
        double average = values.Average(), deviation = Math.Sqrt(values.Average(v => (v - average) * (v - average)));
        // Five standard errors of the mean, and of the standard deviation of a distribution without long tails.
        double error = 5 * std / Math.Sqrt(values.Length) + 1e-12;
        Assert.Equal(mean, average, error);
        Assert.Equal(std, deviation, error);
        Assert.All(values, v => Assert.InRange(v, low - 1e-6, high + 1e-6));
        Assert.Equal(values, fill(Tensor.Empty([Out, In, 2, 2], dtype), Generator.Seeded(8)).To(DType.Float64).ToArray<double>());
        if (std > 0)
            Assert.NotEqual(values, fill(Tensor.Empty([Out, In, 2, 2], dtype), Generator.Seeded(9)).To(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void LinearStartsAsPyTorchs()
    {
        var layer = new Linear(400, 300, generator: Generator.Seeded(2));
        float[] w = layer.Weight.ToArray<float>(), b = layer.Bias!.ToArray<float>();
        Assert.InRange(w.Max(), 0.0499f, 0.05f);
        Assert.InRange(w.Min(), -0.05f, -0.0499f);
        Assert.InRange(b.Max(), 0.045f, 0.05f);
        Assert.Equal(w, new Linear(400, 300, generator: Generator.Seeded(2)).Weight.ToArray<float>());
    }
}
