using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Values and gradients of layers and losses against PyTorch's in float64.</summary>
public class NnGoldenTests
{
    private static readonly Dictionary<string, Activation> Activations = new()
    {
        ["Identity"] = Activation.Identity(),
        ["Relu"] = Activation.Relu(),
        ["LeakyRelu"] = Activation.LeakyRelu(0.2),
        ["Elu"] = Activation.Elu(0.7),
        ["Gelu"] = Activation.Gelu(),
        ["GeluTanh"] = Activation.Gelu(GeluForm.Tanh),
        ["Silu"] = Activation.Silu(),
        ["Sigmoid"] = Activation.Sigmoid(),
        ["Tanh"] = Activation.Tanh(),
        ["Softplus"] = Activation.Softplus(2),
        ["Softmax"] = Activation.Softmax(),
        ["LogSoftmax"] = Activation.LogSoftmax(1),
    };

    private static readonly GoldenTable Table = new("nn.json", new()
    {
        ["Linear"] = static (_, x) => Run(new Linear(5, 3, bias: x.Length == 3, dtype: DType.Float64), x),
        ["BatchNorm1d"] = static (c, x) =>
            Run(new BatchNorm1d(c.Int("features"), c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["BatchNorm1dEval"] = static (c, x) =>
        {
            var layer = new BatchNorm1d(c.Int("features"), c.Double("epsilon"), dtype: DType.Float64).Eval();
            layer.RunningMean!.CopyInPlace(c.Tensor("mean"));
            layer.RunningVar!.CopyInPlace(c.Tensor("var"));
            return Run(layer, x);
        },
        ["LayerNorm"] = static (c, x) => Run(
            new LayerNorm(c.Ints("normalized"), c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["Activation"] = static (c, x) => Activations[c.Args.GetProperty("name").GetString()!].Forward(x[0]),
        ["Mse"] = static (c, x) => Loss.Mse(x[0], x[1], c.Enum<Reduction>("reduction")),
        ["L1"] = static (c, x) => Loss.L1(x[0], x[1], c.Enum<Reduction>("reduction")),
        ["BinaryCrossEntropy"] = static (c, x) => Loss.BinaryCrossEntropy(x[0], c.Tensor("target"), c.OptionalTensor("weight"), c.Enum<Reduction>("reduction")),
        ["BinaryCrossEntropyEdge"] = static (c, x) =>
            Loss.BinaryCrossEntropy(c.Tensor("probability"), c.Tensor("target"), reduction: c.Enum<Reduction>("reduction")) + 0 * x[0].Sum(),
        ["BinaryCrossEntropyWithLogits"] = static (c, x) =>
            Loss.BinaryCrossEntropyWithLogits(x[0], c.Tensor("target"), c.OptionalTensor("weight"), c.OptionalTensor("posWeight"), c.Enum<Reduction>("reduction")),
        ["CrossEntropy"] = static (c, x) =>
            Loss.CrossEntropy(x[0], c.Tensor("target"), c.OptionalTensor("weight"), c.Double("labelSmoothing"), c.Int("ignoreIndex"), c.Enum<Reduction>("reduction")),
        ["Nll"] = static (c, x) => Loss.Nll(x[0], c.Tensor("target"), c.OptionalTensor("weight"), c.Int("ignoreIndex"), c.Enum<Reduction>("reduction")),
    }, elsewhere: ["BatchNorm1dSteps", "Gains"]);

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    public static TheoryData<int> StepRows() => [.. Enumerable.Range(0, Table.Cases.Count).Where(static i => Table.Cases[i].Op == "BatchNorm1dSteps")];

    [Theory]
    [MemberData(nameof(StepRows))]
    public void RunningStatisticsAreThoseOfPyTorch(int row)
    {
        var c = Table.Cases[row];
        double? momentum = c.OptionalDouble("momentum");
        var layer = new BatchNorm1d(4, momentum: momentum, dtype: DType.Float64);
        Tensor[] batches = [.. c.Args.GetProperty("batches").EnumerateArray().Select(GoldenCase.Tensor)];
        Tensor[] outputs = [.. c.Args.GetProperty("outputs").EnumerateArray().Select(GoldenCase.Tensor)];
        foreach (var (x, y) in batches.Zip(outputs))
            Near.Assert(y, layer.Forward(x));
        Near.Assert(c.Tensor("mean"), layer.RunningMean!);
        Near.Assert(c.Tensor("var"), layer.RunningVar!);
        Near.Assert(c.Output, layer.NumBatchesTracked!);
        Near.Assert(c.Tensor("eval"), layer.Eval().Forward(batches[0]));
        Near.Assert(c.Tensor("mean"), layer.RunningMean!);
    }

    [Fact]
    public void GainsAreThoseOfPyTorch() => Near.Assert(
        Table.Cases.Single(static c => c.Op == "Gains").Output,
        Tensor.Of([
            Init.CalculateGain(Nonlinearity.Linear), Init.CalculateGain(Nonlinearity.Sigmoid), Init.CalculateGain(Nonlinearity.Tanh),
            Init.CalculateGain(Nonlinearity.Relu), Init.CalculateGain(Nonlinearity.LeakyRelu), Init.CalculateGain(Nonlinearity.LeakyRelu, 0.2),
            Init.CalculateGain(Nonlinearity.Selu)]),
        1e-15);

    /// <summary>Runs a layer with all inputs but the first in the place of its parameters.</summary>
    internal static Tensor Run(Module<Tensor, Tensor> layer, Tensor[] inputs)
    {
        var names = layer.NamedParameters().Select(static p => p.Name).ToArray();
        Assert.Equal(inputs.Length - 1, names.Length);
        return layer.FunctionalCall(new Dictionary<string, Tensor>(names.Zip(inputs[1..], KeyValuePair.Create)), inputs[0]);
    }
}
