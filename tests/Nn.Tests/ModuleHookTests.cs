using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Hooks on modules, and modules whose values are computed again.</summary>
public class ModuleHookTests
{
    /// <summary>The square of its input plus a shift.</summary>
    private sealed class Square : Module<Tensor, Tensor>
    {
        public Parameter Shift { get; } = new(Tensor.Of([1.0, 2]));

        public override Tensor Forward(Tensor x) => x * x + Shift;
    }

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    [Fact]
    public void ForwardHooksSeeAndReplaceInOrderUntilTheyAreRemoved()
    {
        var module = new Square();
        var log = new List<string>();
        var pre = module.RegisterForwardPreHook(x =>
        {
            log.Add("pre");
            return x * 2;
        });
        module.RegisterForwardPreHook(x => { log.Add($"then {x[0].Item()}"); });
        using (module.RegisterForwardHook((x, y) => y * 10))
        using (module.RegisterForwardHook((x, y) => { log.Add($"post {x[0].Item()} {y[0].Item()}"); }))
            Assert.Equal([370, 1020], Values(module.Call(Tensor.Of([3.0, 5]))));
        Assert.Equal(["pre", "then 6", "post 6 370"], log);
        pre.Dispose();
        pre.Dispose();
        Assert.Equal([10, 27], Values(module.Call(Tensor.Of([3.0, 5]))));
        Assert.Equal(4, log.Count);
        Assert.Equal([10, 27], Values(module.Forward(Tensor.Of([3.0, 5])))); // As written, and nobody is told.
        Assert.Equal(4, log.Count);
    }

    [Fact]
    public void SequentialCallsItsLayers()
    {
        var (first, second) = (new Square(), new Square());
        Sequential net = [first, second];
        var shapes = new List<Shape>();
        foreach (var layer in net)
            layer.RegisterForwardHook((_, y) => { shapes.Add(y.Shape); });
        net.Forward(Tensor.Of([3.0, 5]));
        Assert.Equal([[2], [2]], shapes);
        Assert.Equal(["0.Shift", "1.Shift"], net.StateDict().Keys.Select(static name => name.Replace("Layers.", "")));
    }

    [Fact]
    public void BackwardHooksSeeAndReplaceGradients()
    {
        var module = new Square();
        var x = Tensor.Of([3.0, 5]).WithGrad();
        Tensor? into = null, from = null;
        using var see = module.RegisterBackwardHook((input, output) => { (into, from) = (input, output); });
        (module.Call(x) * 2 + x * 100).Sum().Backward(); // What goes past the module is not seen.
        Assert.Equal([12, 20], Values(into));
        Assert.Equal([2, 2], Values(from));
        Assert.Equal([112, 120], Values(x.Grad));

        using (module.RegisterBackwardPreHook(static g => g * 0.5))
        using (module.RegisterBackwardHook(static (input, _) => input! * 10))
            Assert.Equal([60, 100], Values(Autodiff.Grad((module.Call(x) * 2).Sum(), x)));
        Assert.Equal([1, 1], Values(from));
        module.Call(x.Detach()).Sum().Backward();
        Assert.Null(into);
        Assert.Equal([1, 1], Values(from));
        using (Autodiff.NoGrad())
            Assert.False(module.Call(x).RequiresGrad);
    }

    [Fact]
    public void AHookThatThrowsLeavesTheModuleUsable()
    {
        var module = new Square();
        var x = Tensor.Of([3.0, 5]).WithGrad();
        using (module.RegisterForwardHook((_, _) => { throw new InvalidOperationException("broken"); }))
            Assert.Throws<InvalidOperationException>(() => module.Call(x));
        using (module.RegisterBackwardHook((_, _) => { throw new InvalidOperationException("broken"); }))
            Assert.Throws<InvalidOperationException>(() => module.Call(x).Sum().Backward());
        Assert.Null(x.Grad);
        Assert.Null(module.Shift.Grad);
        module.Call(x).Sum().Backward();
        Assert.Equal([6, 10], Values(x.Grad));
    }

    private static Sequential Net(Generator generator) =>
    [
        new Linear(6, 16, generator: generator, dtype: DType.Float64), new BatchNorm1d(16, dtype: DType.Float64), Activation.Tanh(), new Dropout(0.3, generator),
        new Linear(16, 16, generator: generator, dtype: DType.Float64), Activation.Relu(), new Dropout(0.5, Generator.Seeded(9)),
        new Linear(16, 3, generator: generator, dtype: DType.Float64),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void CheckpointedSegmentsGiveTheSameGradientsMasksAndStatistics(int segments)
    {
        var x = Tensor.Randn([10, 6], Generator.Seeded(1), DType.Float64);
        Sequential plain = Net(Generator.Seeded(2)), net = Net(Generator.Seeded(2));
        plain.Forward(x).Square().Sum().Backward();
        Checkpointing.CheckpointSequential(net, segments, x).Square().Sum().Backward();
        foreach (var ((name, one), (_, other)) in plain.NamedParameters().Zip(net.NamedParameters()))
            Assert.True(one.Grad!.ToArray<double>().SequenceEqual(other.Grad!.ToArray<double>()), name);
        foreach (var ((name, one), (_, other)) in plain.NamedBuffers().Zip(net.NamedBuffers()))
            Assert.True(one.EqualTo(other).All().Item<bool>(), name);
    }

    [Fact]
    public void NumbersOfSegmentsThatMakeNoSenseAreRefused()
    {
        var x = Tensor.Zeros([2, 6], DType.Float64);
        var net = Net(Generator.Seeded(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Checkpointing.CheckpointSequential(net, 0, x));
        Assert.Throws<ArgumentOutOfRangeException>(() => Checkpointing.CheckpointSequential(net, 9, x));
        Assert.Same(x, Checkpointing.CheckpointSequential([], 1, x));
    }

    [Fact]
    public void ACheckpointNoticesThatAModuleHasItsOwnParametersAgain()
    {
        var x = Tensor.Randn([5, 6], Generator.Seeded(1), DType.Float64);
        var net = Net(Generator.Seeded(2)).Eval();
        var state = net.StateDict();
        foreach (string name in net.NamedParameters().Select(static entry => entry.Name))
            state[name] = (state[name] * 2).WithGrad();
        var y = net.FunctionalCall(state, () => Autodiff.Checkpoint(net.Forward, x)).Sum();
        Assert.Contains("another leaf", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        Assert.All(net.Parameters(), static p => Assert.Null(p.Grad));
    }
}
