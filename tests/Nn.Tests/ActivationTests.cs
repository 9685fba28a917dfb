using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>The activation layers: numbers of PyTorch's of the same defaults, names, and the layers that learn or draw their slopes.</summary>
public class ActivationTests
{
    private static readonly Dictionary<string, Module<Tensor, Tensor>> Layers = new()
    {
        ["Relu6"] = Activation.Relu6(),
        ["Selu"] = Activation.Selu(),
        ["Celu"] = Activation.Celu(),
        ["Celu(0.5)"] = Activation.Celu(0.5),
        ["Mish"] = Activation.Mish(),
        ["Hardtanh"] = Activation.Hardtanh(),
        ["Hardtanh(-2, 0.5)"] = Activation.Hardtanh(-2, 0.5),
        ["Hardsigmoid"] = Activation.Hardsigmoid(),
        ["Hardswish"] = Activation.Hardswish(),
        ["LogSigmoid"] = Activation.LogSigmoid(),
        ["Softsign"] = Activation.Softsign(),
        ["Softshrink"] = Activation.Softshrink(),
        ["Softshrink(1)"] = Activation.Softshrink(1),
        ["Hardshrink"] = Activation.Hardshrink(),
        ["Hardshrink(1)"] = Activation.Hardshrink(1),
        ["Tanhshrink"] = Activation.Tanhshrink(),
        ["Threshold(0.1, 20)"] = Activation.Threshold(0.1, 20),
        ["Glu"] = Activation.Glu(),
        ["Glu(1)"] = Activation.Glu(1),
        ["Softmin"] = Activation.Softmin(),
        ["Elu"] = Activation.Elu(),
        ["LeakyRelu"] = Activation.LeakyRelu(),
        ["Softplus"] = Activation.Softplus(),
        ["RRelu"] = new RRelu().Eval(),
    };

    private static readonly GoldenTable Table = new("activations.json", new()
    {
        ["Activation"] = static (c, x) => Layers[c.Text("name")].Forward(x[0]),
        ["PRelu"] = static (c, x) => new PRelu(c.Int("channels"), dtype: DType.Float64).FunctionalCall(new Dictionary<string, Tensor> { ["Weight"] = x[1] }, x[0]),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    [Theory]
    [InlineData("Hardtanh(-2, 0.5)", "Hardtanh(min: -2, max: 0.5)")]
    [InlineData("Softshrink", "Softshrink(lambda: 0.5)")]
    [InlineData("Threshold(0.1, 20)", "Threshold(threshold: 0.1, value: 20)")]
    [InlineData("Glu(1)", "Glu(axis: 1)")]
    [InlineData("Mish", "Mish()")]
    public void ALayerPrintsItsParameters(string name, string text) => Assert.StartsWith(text, Layers[name].ToString());

    [Fact]
    public void PReluLearnsOneSlopeOrOneForEachChannel()
    {
        var layer = new PRelu(3, 0.1);
        Assert.StartsWith("PRelu(3)", layer.ToString());
        Assert.Equal(["Weight"], layer.NamedParameters().Select(static p => p.Name));
        Assert.Equal([0.25f], new PRelu().Weight.ToArray<float>());
        layer.Forward(Tensor.Of([[-1f, -2f, 3f], [4f, -5f, -6f]])).Sum().Backward();
        Assert.Equal([-1f, -7f, -6f], layer.Weight.Grad!.ToArray<float>());
        var error = Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Zeros([2, 4])));
        Assert.Equal(
            "PRelu: Weight is [3] and the input is [2, 4], of 4 channels; there must be one slope for each channel, [4], or one for all.", error.Message);
        Assert.Throws<DTypeException>(() => layer.Forward(Tensor.Zeros([2, 3], DType.Float64)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PRelu(0));
    }

    [Fact]
    public void RReluDrawsSlopesInTrainingAndTakesTheirMeanInUse()
    {
        var layer = new RRelu(0.2, 0.4, Generator.Seeded(1));
        var x = Tensor.Full([1000], -1.0).WithGrad();
        var y = layer.Forward(x);
        y.Sum().Backward();
        double[] slopes = [.. (-y).To(DType.Float64).ToArray<double>()];
        Assert.All(slopes, static s => Assert.InRange(s, 0.2 - 1e-6, 0.4 + 1e-6));
        Assert.InRange(slopes.Average(), 0.29, 0.31);
        Assert.Equal(slopes, x.Grad!.To(DType.Float64).ToArray<double>());
        Assert.Equal(y.ToArray<float>(), new RRelu(0.2, 0.4, Generator.Seeded(1)).Forward(x).ToArray<float>());
        Assert.All(layer.Eval().Forward(x).ToArray<float>(), static v => Assert.Equal(-0.3, v, 1e-6));
        Assert.Equal(3f, layer.Train().Forward(Tensor.Of([3f])).Item<float>());
        Assert.StartsWith("RRelu(lower: 0.2, upper: 0.4)", layer.ToString());
        Assert.Throws<ArgumentException>(() => new RRelu(0.5, 0.1));
    }
}
