using System.Text.Json;
using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Values and gradients of layers and losses against PyTorch's in float64.</summary>
public class NnGoldenTests
{
    private static readonly IReadOnlyList<GoldenCase> Cases = GoldenCase.Load("nn.json");

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

    private static readonly Dictionary<string, Func<GoldenCase, Tensor[], Tensor>> Operations = new()
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
            new LayerNorm(GoldenCase.Ints(c.Args.GetProperty("normalized")), c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["Activation"] = static (c, x) => Activations[c.Args.GetProperty("name").GetString()!].Forward(x[0]),
        ["Mse"] = static (c, x) => Loss.Mse(x[0], x[1], ReductionOf(c)),
        ["L1"] = static (c, x) => Loss.L1(x[0], x[1], ReductionOf(c)),
        ["BinaryCrossEntropy"] = static (c, x) => Loss.BinaryCrossEntropy(x[0], c.Tensor("target"), Optional(c, "weight"), ReductionOf(c)),
        ["BinaryCrossEntropyEdge"] = static (c, x) =>
            Loss.BinaryCrossEntropy(c.Tensor("probability"), c.Tensor("target"), reduction: ReductionOf(c)) + 0 * x[0].Sum(),
        ["BinaryCrossEntropyWithLogits"] = static (c, x) =>
            Loss.BinaryCrossEntropyWithLogits(x[0], c.Tensor("target"), Optional(c, "weight"), Optional(c, "posWeight"), ReductionOf(c)),
        ["CrossEntropy"] = static (c, x) =>
            Loss.CrossEntropy(x[0], c.Tensor("target"), Optional(c, "weight"), c.Double("labelSmoothing"), c.Int("ignoreIndex"), ReductionOf(c)),
        ["Nll"] = static (c, x) => Loss.Nll(x[0], c.Tensor("target"), Optional(c, "weight"), c.Int("ignoreIndex"), ReductionOf(c)),
    };

    public static TheoryData<int, string> Rows()
    {
        var rows = new TheoryData<int, string>();
        for (int i = 0; i < Cases.Count; i++)
            if (Operations.ContainsKey(Cases[i].Op))
                rows.Add(i, Cases[i].Op);
        return rows;
    }

    [Fact]
    public void EveryCaseIsRead() =>
        Assert.Equal(Cases.Select(static c => c.Op).Distinct().Order(), Operations.Keys.Append("BatchNorm1dSteps").Append("Gains").Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndGradientsAreThoseOfPyTorch(int row, string op)
    {
        var c = Cases[row];
        Assert.Equal(op, c.Op);
        var inputs = Array.ConvertAll(c.Inputs, static x => x.Clone().WithGrad());
        var y = Operations[op](c, inputs);
        Near.Assert(c.Output, y);
        y.Backward(WeightsOf(y));
        for (int i = 0; i < inputs.Length; i++)
            Near.Assert(c.Gradients![i], inputs[i].Grad!);
    }

    public static TheoryData<int> StepRows() => [.. Enumerable.Range(0, Cases.Count).Where(static i => Cases[i].Op == "BatchNorm1dSteps")];

    [Theory]
    [MemberData(nameof(StepRows))]
    public void RunningStatisticsAreThoseOfPyTorch(int row)
    {
        var c = Cases[row];
        double? momentum = c.Args.GetProperty("momentum") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
        var layer = new BatchNorm1d(4, momentum: momentum, dtype: DType.Float64);
        Tensor[] batches = [.. c.Args.GetProperty("batches").EnumerateArray().Select(GoldenCase.Tensor)];
        Tensor[] outputs = [.. c.Args.GetProperty("outputs").EnumerateArray().Select(GoldenCase.Tensor)];
        foreach (var (x, y) in batches.Zip(outputs))
            Near.Assert(y, layer.Forward(x));
        Near.Assert(c.Tensor("mean"), layer.RunningMean!);
        Near.Assert(c.Tensor("var"), layer.RunningVar!);
        Near.Assert(c.Output, layer.BatchesTracked!);
        Near.Assert(c.Tensor("eval"), layer.Eval().Forward(batches[0]));
        Near.Assert(c.Tensor("mean"), layer.RunningMean!);
    }

    [Fact]
    public void GainsAreThoseOfPyTorch() => Near.Assert(
        Cases.Single(static c => c.Op == "Gains").Output,
        Tensor.Of([
            Init.CalculateGain(Nonlinearity.Linear), Init.CalculateGain(Nonlinearity.Sigmoid), Init.CalculateGain(Nonlinearity.Tanh),
            Init.CalculateGain(Nonlinearity.Relu), Init.CalculateGain(Nonlinearity.LeakyRelu), Init.CalculateGain(Nonlinearity.LeakyRelu, 0.2),
            Init.CalculateGain(Nonlinearity.Selu)]),
        1e-15);

    /// <summary>Runs a layer whose parameters are copies of all inputs but the first, and passes their gradients on.</summary>
    private static Tensor Run(Module<Tensor, Tensor> layer, Tensor[] inputs)
    {
        var parameters = layer.Parameters();
        Assert.Equal(inputs.Length - 1, parameters.Count);
        for (int i = 0; i < parameters.Count; i++)
            parameters[i].Detach().CopyInPlace(inputs[i + 1].Detach());
        var y = layer.Forward(inputs[0]);
        var gradients = Autodiff.Grad([y], [.. parameters], [WeightsOf(y)], retainGraph: true);
        for (int i = 0; i < gradients.Length; i++)
            inputs[i + 1].Grad = gradients[i];
        return y;
    }

    private static Tensor WeightsOf(Tensor y) => (1 + Tensor.Arange(y.ElementCount).To(DType.Float64) / 8).Reshape(y.Shape);

    private static Tensor? Optional(GoldenCase c, string name) =>
        c.Args.GetProperty(name) is { ValueKind: JsonValueKind.Object } packed ? GoldenCase.Tensor(packed) : null;

    private static Reduction ReductionOf(GoldenCase c) => Enum.Parse<Reduction>(c.Args.GetProperty("reduction").GetString()!, ignoreCase: true);
}
