using AutoGrad.Nn;

namespace AutoGrad.Tests;

public class ModuleTests
{
    private class Body : Module<Tensor, Tensor>
    {
        public Linear First { get; } = new(3, 4, generator: Generator.Seeded(1));
        public BatchNorm1d Norm { get; } = new(4);
        public virtual Activation Act { get; } = Activation.Relu();

        public override Tensor Forward(Tensor x) => Act.Forward(Norm.Forward(First.Forward(x)));
    }

    private sealed class Net : Body
    {
        public Linear? Skipped { get; }
        public override Activation Act { get; } = Activation.Tanh();
        public List<Linear> Layers { get; } = [new(4, 4), new(4, 4, bias: false)];
        public Dictionary<string, Module> Heads { get; } = new() { ["age"] = new Linear(4, 1), ["kind"] = new Sequential(new Linear(4, 2)) };
        public Parameter[] Scales { get; } = [new(Tensor.Ones([2])), new(1.5)];
        public Parameter Temperature { get; } = new(Tensor.Ones([]));
        public TensorBuffer Mask { get; } = new(Tensor.Ones([4], DType.Bool));
        public Linear Tied => Layers[0];
        public Module Self => this;
        public int Depth => 3;
        public IReadOnlyList<float> Numbers { get; } = [1, 2];
        public Func<Tensor, Tensor>? Hook { get; init; }
        internal Linear Hidden { get; } = new(1, 1);
        private Linear Secret { get; } = new(1, 1);

        public override Tensor Forward(Tensor x) => Layers[0].Forward(base.Forward(x)) + Hidden.Weight + Secret.Weight;
    }

    [Fact]
    public void ParametersAreWhatPublicPropertiesHoldInOrderOfDeclaration() => Assert.Equal(
        [
            "Scales.0", "Scales.1", "Temperature", "First.Weight", "First.Bias", "Norm.Weight", "Norm.Bias", "Layers.0.Weight", "Layers.0.Bias",
            "Layers.1.Weight", "Heads.age.Weight", "Heads.age.Bias", "Heads.kind.Layers.0.Weight", "Heads.kind.Layers.0.Bias",
        ],
        new Net().NamedParameters().Select(static p => p.Name));

    [Fact]
    public void BuffersAndModulesAreNamedLikewise()
    {
        var net = new Net();
        Assert.Equal(["Mask", "Norm.RunningMean", "Norm.RunningVar", "Norm.NumBatchesTracked"], net.NamedBuffers().Select(static b => b.Name));
        Assert.Equal(
            ["First", "Norm", "Act", "Layers.0", "Layers.1", "Heads.age", "Heads.kind", "Self"],
            net.NamedChildren().Select(static c => c.Name));
        Assert.Equal(
            ["", "First", "Norm", "Act", "Layers.0", "Layers.1", "Heads.age", "Heads.kind", "Heads.kind.Layers.0"],
            net.NamedModules().Select(static m => m.Name));
    }

    [Fact]
    public void WhatIsHeldTwiceCountsOnce()
    {
        var layer = new Linear(2, 2);
        Sequential net = [layer, Activation.Relu(), layer];
        Assert.Equal(2, net.Parameters().Count);
        Assert.Equal(["Layers.0.Weight", "Layers.0.Bias"], net.StateDict().Keys);
        Assert.Equal(3, net.Modules().Count);
    }

    [Fact]
    public void TrainAndEvalReachAll()
    {
        var net = new Net();
        Assert.All(net.Modules(), static m => Assert.True(m.IsTraining));
        Assert.Same(net, net.Eval());
        Assert.All(net.Modules(), static m => Assert.False(m.IsTraining));
        net.Train();
        Assert.All(net.Modules(), static m => Assert.True(m.IsTraining));
    }

    [Fact]
    public void ApplyVisitsEachModuleOncePartsFirst()
    {
        var seen = new List<Module>();
        var net = new Net().Apply(seen.Add);
        Assert.Equal(net.Modules().Count, seen.Distinct().Count());
        Assert.Same(net, seen[^1]);
    }

    [Fact]
    public void ToConvertsInPlace()
    {
        var net = new Net();
        var before = net.NamedParameters();
        net.First.Weight.Grad = Tensor.Ones([4, 3]);
        float[] values = net.First.Weight.ToArray<float>();
        Assert.Same(net, net.To(DType.Float64));
        Assert.Equal(before, net.NamedParameters());
        Assert.All(net.Parameters(), static p => Assert.True(p.DType == DType.Float64 && p.RequiresGrad && p.IsLeaf));
        Assert.Equal(Array.ConvertAll(values, static v => (double)v), net.First.Weight.ToArray<double>());
        Assert.Equal(DType.Float64, net.First.Weight.Grad!.DType);
        Assert.Equal((DType.Float64, DType.Int64, DType.Bool), (net.Norm.RunningMean!.DType, net.Norm.NumBatchesTracked!.DType, net.Mask.DType));
        net.First.Forward(Tensor.Ones([5, 3], DType.Float64)).Sum().Backward();
        Assert.Equal(6, net.First.Weight.Grad.ToArray<double>()[0]);
        Assert.Contains("Float32 or Float64", Assert.Throws<DTypeException>(() => net.To(DType.Int32)).Message);
    }

    [Fact]
    public void FreezeStopsGradients()
    {
        var net = new Net();
        net.First.Weight.Grad = Tensor.Ones([4, 3]);
        net.Freeze();
        Assert.All(net.Parameters(), static p => Assert.False(p.RequiresGrad || p.Grad is not null));
        Assert.False(net.First.Forward(Tensor.Ones([2, 3])).RequiresGrad);
        Assert.All(net.Unfreeze().Parameters(), static p => Assert.True(p.RequiresGrad));
        net.First.Forward(Tensor.Ones([2, 3])).Sum().Backward();
        Assert.NotNull(net.First.Bias!.Grad);
        net.ZeroGrad();
        Assert.All(net.Parameters(), static p => Assert.Null(p.Grad));
    }

    [Fact]
    public void ModelsPrintThemselves()
    {
        Sequential head = [new Linear(128, 10, bias: false), new Flatten()];
        Sequential net = [new Linear(784, 128), new BatchNorm1d(128), Activation.LeakyRelu(), new Dropout(0.2), head];
        Assert.Equal(
            """
            Sequential(
              (Layers.0): Linear(784 → 128, bias: true)
              (Layers.1): BatchNorm1d(128, epsilon: 1E-05, momentum: 0.1)
              (Layers.2): LeakyRelu(slope: 0.01)
              (Layers.3): Dropout(p: 0.2)
              (Layers.4): Sequential(
                (Layers.0): Linear(128 → 10, bias: false)
                (Layers.1): Flatten(start: 1, end: -1)
              )
            )
            """.ReplaceLineEndings("\n"),
            net.ToString());
        Assert.Contains("(Self): Net()", new Net().ToString());
        Assert.Equal("LayerNorm([3, 5], epsilon: 1E-05, affine: true)", new LayerNorm([3, 5]).ToString());
        Assert.Equal("LayerNorm([3], epsilon: 1E-05, affine: true)", new LayerNorm(3).ToString());
    }

    [Fact]
    public void SequentialIsAList()
    {
        Sequential net = [new Linear(2, 3), Activation.Relu(), new Linear(3, 1)];
        Assert.Equal(3, net.Count);
        Assert.Same(net[2], net[1..][1]);
        Assert.Equal(net.Layers, net.ToList());
        var x = Tensor.Ones([4, 2]);
        Near.Assert(net[2].Forward(net[0].Forward(x).Relu()), net.Forward(x), 0);
        Assert.Same(x, new Sequential().Forward(x));
    }

    [Fact]
    public void ParametersAreLeavesOfTheirOwn()
    {
        var source = Tensor.Ones([2]).WithGrad();
        var parameter = new Parameter(source * 2);
        Assert.True(parameter.IsLeaf && parameter.RequiresGrad);
        Assert.Equal((DType.Float32, new Shape()), (new Parameter(0.5).DType, new Parameter(0.5).Shape));
        Assert.True(new Parameter(Tensor.Ones([2, 3]).T).IsContiguous);
        Assert.Contains("TensorBuffer", Assert.Throws<DTypeException>(static () => new Parameter(Tensor.Arange(3))).Message);
    }

    [Fact]
    public void StateIsCopiedAndComesBack()
    {
        var net = new Net();
        var state = net.StateDict();
        Assert.Equal(net.NamedParameters().Count + net.NamedBuffers().Count, state.Count);
        foreach (var p in net.Parameters())
            Init.Constant(p, 7);
        net.Mask.FillInPlace(0);
        Assert.DoesNotContain(state.Values, static t => t.DType == DType.Float32 && t.ToArray<float>().Contains(7f));
        net.LoadStateDict(state);
        foreach (var (name, tensor) in net.StateDict())
            Near.Assert(state[name], tensor, 0);
        var wide = new Net().To(DType.Float64);
        wide.LoadStateDict(state);
        Near.Assert(net.First.Weight, wide.First.Weight, 0);
        Assert.Equal(DType.Float64, wide.First.Weight.DType);
    }

    private sealed class Stack : List<Linear>;

    private sealed class Pair : Module
    {
        public Parameter A { get; } = new(Tensor.Full([600], 1));
        public Parameter B { get; } = new(Tensor.Full([600], 2));
        public Stack? Layers { get; init; }
    }

    [Fact]
    public void CollectionsOfOnesOwnHoldState() =>
        Assert.Equal(["A", "B", "Layers.0.Weight", "Layers.0.Bias"], new Pair { Layers = [new(1, 1)] }.NamedParameters().Select(static p => p.Name));

    [Fact]
    public void AStateIsReadWhollyBeforeAnyOfItIsLoaded()
    {
        var pair = new Pair();
        pair.LoadStateDict(new Dictionary<string, Tensor> { ["A"] = pair.B, ["B"] = pair.A });
        Assert.Equal((2f, 1f), (pair.A.ToArray<float>()[0], pair.B.ToArray<float>()[0]));

        Tensor gone;
        using (new TensorScope())
            gone = Tensor.Ones([600]);
        Assert.Throws<ObjectDisposedException>(() => pair.LoadStateDict(new Dictionary<string, Tensor> { ["A"] = Tensor.Full([600], 9), ["B"] = gone }));
        Assert.Contains("B is null", Assert.Throws<ArgumentException>(() => pair.LoadStateDict(new Dictionary<string, Tensor> { ["A"] = pair.B, ["B"] = null! })).Message);
        Assert.Equal(2f, pair.A.ToArray<float>()[0]);
    }

    [Fact]
    public void AStateThatDoesNotFitIsListedWhollyAndChangesNothing()
    {
        var net = new Sequential(new Linear(3, 4), new Linear(4, 2));
        var before = net.StateDict();
        var state = net.StateDict();
        state.Remove("Layers.0.Weight");
        state["Layers.1.Weight"] = Tensor.Ones([5, 4]);
        state["Layers.1.Bias"] = Tensor.Ones([5]);
        state["layers.0.weight"] = Tensor.Ones([4, 3]);
        var error = Assert.Throws<StateDictException>(() => net.LoadStateDict(state));
        Assert.Equal(
            """
            LoadStateDict: the state does not fit Sequential, and nothing was loaded.
              Missing: Layers.0.Weight [4, 3]
              Unexpected: layers.0.weight [4, 3]
              Shape: Layers.1.Weight is [2, 4] in the model and [5, 4] in the state
              Shape: Layers.1.Bias is [2] in the model and [5] in the state
              Build the model with the sizes it was saved with.
            """.ReplaceLineEndings("\n"),
            error.Message);
        Assert.Equal(["Layers.0.Weight"], error.Missing);
        Assert.Equal(["layers.0.weight"], error.Unexpected);
        Assert.Equal(["Layers.1.Weight", "Layers.1.Bias"], error.Misshaped);
        Assert.Throws<StateDictException>(() => net.LoadStateDict(state, strict: false));
        foreach (var (name, tensor) in net.StateDict())
            Near.Assert(before[name], tensor, 0);

        state["Layers.1.Weight"] = Tensor.Ones([2, 4]);
        state.Remove("Layers.1.Bias");
        Assert.Contains("Pass strict: false", Assert.Throws<StateDictException>(() => net.LoadStateDict(state)).Message);
        var (missing, unexpected) = net.LoadStateDict(state, strict: false);
        Assert.Equal(["Layers.0.Weight", "Layers.1.Bias"], missing);
        Assert.Equal(["layers.0.weight"], unexpected);
        Near.Assert(Tensor.Ones([2, 4]), ((Linear)net[1]).Weight, 0);

        var others = state.ToDictionary(static entry => "net." + entry.Key, static entry => entry.Value);
        string apart = Assert.Throws<StateDictException>(() => net.LoadStateDict(others)).Message;
        Assert.Contains("no name in common", apart);
        Assert.DoesNotContain("strict", apart);                // It would load nothing.
    }
}

/// <summary>State in public fields, which is how a PyTorch user may well write it.</summary>
public class ModuleFieldTests
{
    private sealed class Fields : Module<Tensor, Tensor>
    {
        public Linear Hidden = new(3, 4);
        public readonly Parameter Scale = new(Tensor.Ones([4]));
        public Linear[] More = [new(4, 2)];

        public override Tensor Forward(Tensor x) => More[0].Forward(Hidden.Forward(x) * Scale);
    }

    [Fact]
    public void PublicFieldsHoldStateAsPropertiesDo()
    {
        var net = new Fields();
        string[] expected = ["Hidden.Bias", "Hidden.Weight", "More.0.Bias", "More.0.Weight", "Scale"];
        Assert.Equal(expected, net.StateDict().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(5, net.Parameters().Count);
        net.Forward(Tensor.Ones([2, 3])).Sum().Backward();
        Assert.All(net.Parameters(), static p => Assert.NotNull(p.Grad));
    }
}
