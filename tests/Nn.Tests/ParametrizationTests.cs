using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Weight and spectral normalisation against PyTorch's in float64, and as parts of a model.</summary>
public class ParametrizationTests
{
    private static readonly GoldenTable Table = new("parametrizations.json", new()
    {
        ["WeightNorm"] = static (c, x) =>
        {
            var layer = Layer(c).WithWeightNorm(c.OptionalInt("axis"));
            return layer.FunctionalCall(Named(layer, ["Layer.Bias", "WeightG", "WeightV"], x[1..]), x[0]);
        },
        ["SpectralNorm"] = static (c, x) =>
        {
            var layer = Layer(c).WithSpectralNorm(c.Int("steps")).Train(c.Flag("training"));
            layer.WeightU!.CopyInPlace(c.Tensor("u"));
            layer.WeightV!.CopyInPlace(c.Tensor("v"));
            var y = layer.FunctionalCall(Named(layer, ["Layer.Bias", "WeightOrig"], x[1..]), x[0]);
            return c.Int("which") switch { 0 => y, 1 => layer.WeightU, _ => layer.WeightV };
        },
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    [Fact]
    public void WhatTheWeightIsMadeOfIsTheState()
    {
        var layer = new Linear(3, 2);
        var before = layer.Weight.Clone();
        Sequential net = [layer.WithWeightNorm(), new Conv1d(1, 2, 3).WithSpectralNorm()];
        Assert.Equal(
            ["Layers.0.WeightG", "Layers.0.WeightV", "Layers.0.Layer.Bias", "Layers.1.WeightOrig", "Layers.1.WeightU", "Layers.1.WeightV", "Layers.1.Layer.Bias"],
            net.StateDict().Keys);
        Assert.Equal(5, net.Parameters().Count);
        Near.Assert(before, ((WeightNorm<Linear>)net[0]).Compute(), 1e-6);
        Assert.Equal("WeightNorm(Weight, axis: 0", net[0].ToString().Split('\n')[0]);
    }

    [Fact]
    public void ParametersLearnInAStepAndOthersAreConverted()
    {
        var x = Tensor.Randn([5, 3], Generator.Seeded(1), DType.Float64);
        var layer = new Linear(3, 2, generator: Generator.Seeded(2)).WithWeightNorm().To(DType.Float64);
        layer.Forward(x).Square().Sum().Backward();
        Assert.All(layer.Parameters(), static p => Assert.NotNull(p.Grad));
        Assert.Null(layer.Layer.Weight.Grad);
        GradCheck.Check(g => layer.FunctionalCall(new Dictionary<string, Tensor> { ["WeightG"] = g }, x, strict: false), layer.WeightG.Detach().Clone());
    }

    [Fact]
    public void RemovedItIsTheLayerWithTheSameResult()
    {
        var x = Tensor.Randn([5, 3], Generator.Seeded(1));
        var net = new Linear(3, 4, generator: Generator.Seeded(2)).WithSpectralNorm().Eval();
        var y = net.Forward(x);
        var layer = net.Remove();
        Near.Assert(y, layer.Forward(x), 1e-6);
        Assert.Equal(["Weight", "Bias"], layer.StateDict().Keys);
        Near.Assert(Tensor.Of(1.0), layer.Weight.MatrixNorm(2), 1e-3);
        layer.Forward(x).Sum().Backward();
        Assert.NotNull(layer.Weight.Grad);
    }

    [Fact]
    public void SpectralNormsOfVectorsAndOfAxes()
    {
        var vector = new PRelu(3).WithSpectralNorm();
        Assert.Equal(1, vector.Compute().Norm().Item(), 1e-6);
        Assert.Null(vector.WeightU);
        Assert.Equal(new Shape(5), new ConvTranspose2d(4, 5, 3).WithSpectralNorm().WeightU!.Shape);
        Assert.Equal(new Shape(4), new ConvTranspose2d(4, 5, 3).WithSpectralNorm(axis: 0).WeightU!.Shape);
    }

    [Fact]
    public void MistakesAreExplained()
    {
        var layer = new Linear(3, 2);
        Says<ArgumentException>("WeightNorm: Linear(3 → 2, bias: true) has no parameter Wight; it has Weight, Bias.", () => layer.WithWeightNorm(name: "Wight"));
        Says<IndexException>("WeightNorm: axis 2 was asked of Weight, which is [2, 3].", () => layer.WithWeightNorm(2));
        Says<IndexException>("SpectralNorm: axis -3 was asked of Weight, which is [2, 3].", () => layer.WithSpectralNorm(axis: -3));
        Assert.Equal(2, layer.Parameters().Count);
        _ = layer.WithWeightNorm();
        Says<ArgumentException>("SpectralNorm: Linear(3 → 2, bias: true) has no parameter Weight", () => layer.WithSpectralNorm());

        static void Says<T>(string message, Func<object> attempt) where T : Exception => Assert.StartsWith(message, Assert.ThrowsAny<T>(() => attempt()).Message);
    }

    private static Module<Tensor, Tensor> Layer(GoldenCase c) => c.Text("layer") switch
    {
        "Linear" => new Linear(3, 4, dtype: DType.Float64),
        "Conv1d" => new Conv1d(2, 3, 2, dtype: DType.Float64),
        _ => new ConvTranspose1d(2, 3, 2, dtype: DType.Float64),
    };

    private static Dictionary<string, Tensor> Named(Module layer, string[] names, Tensor[] values)
    {
        Assert.Equal(layer.NamedParameters().Select(static p => p.Name).Order(), names.Order());
        return new(names.Zip(values, KeyValuePair.Create));
    }
}
