using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>States of optimizers: what is loaded goes on to the bit, and what does not fit changes nothing.</summary>
public class StateTests
{
    private static readonly Dictionary<string, Func<Tensor[], Optimizer>> Kinds = new()
    {
        ["SGD"] = static p => new SGD(p, 0.05),
        ["momentum"] = static p => new SGD(p, 0.05, momentum: 0.9, dampening: 0.3),
        ["velocity"] = static p => new SGD(p, 0.05, momentum: 0.9, nesterov: true, form: MomentumForm.Velocity),
        ["Adam"] = static p => new Adam(p, 0.05, amsgrad: true),
        ["AdamW"] = static p => new AdamW(p, 0.05),
        ["AdaGrad"] = static p => new AdaGrad(p, 0.3, learningRateDecay: 0.1, initialAccumulator: 0.2),
        ["AdaDelta"] = static p => new AdaDelta(p),
        ["RMSProp"] = static p => new RMSProp(p, momentum: 0.9, centered: true),
        ["Adamax"] = static p => new Adamax(p),
        ["NAdam"] = static p => new NAdam(p),
        ["RAdam"] = static p => new RAdam(p),
        ["Lion"] = static p => new Lion(p, weightDecay: 0.1),
        ["LBFGS"] = static p => new LBFGS(p, 0.5, maxIterations: 2, lineSearch: LineSearch.StrongWolfe),
    };

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void AResumedRunHasTheSameBits(string kind)
    {
        var (parameters, optimizer) = Start(kind, 0.05);
        for (int step = 0; step < 7; step++)
            Step(parameters, optimizer, step);
        var state = optimizer.StateDict();
        var (others, resumed) = Start(kind, 0.7);
        using (Autodiff.NoGrad())
            foreach (var (other, parameter) in others.Zip(parameters))
                other.CopyInPlace(parameter);
        Step(parameters, optimizer, 7); // The snapshot is one.
        resumed.LoadStateDict(state);
        Step(others, resumed, 7);
        for (int step = 8; step < 20; step++)
        {
            Step(parameters, optimizer, step);
            Step(others, resumed, step);
        }
        Assert.All(parameters.Zip(others), static pair => Assert.Equal(pair.First.ToArray<float>(), pair.Second.ToArray<float>()));
        Assert.Equal(optimizer.ToString(), resumed.ToString());
        var (one, two) = (optimizer.StateDict(), resumed.StateDict());
        Assert.Equal(one.Numbers, two.Numbers);
        Assert.Equal(one.Tensors.Keys, two.Tensors.Keys);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AStateThatDoesNotFitChangesNothing(string kind)
    {
        var (parameters, optimizer) = Start(kind, 0.05);
        for (int step = 0; step < 5; step++)
            Step(parameters, optimizer, step);
        var before = optimizer.StateDict();
        var spoils = new Dictionary<string, Action<SavedState>>
        {
            ["Missing: groups.0.learningRate"] = static s => s.Numbers.Remove("groups.0.learningRate"),
            ["LearningRate is -1"] = static s => s.Numbers["groups.0.learningRate"] = -1,
            ["WeightDecay is NaN"] = static s => s.Numbers["groups.0.weightDecay"] = double.NaN,
            ["Unexpected: extra"] = static s => s.Numbers["extra"] = 1,
            ["parameters.0.steps is 0.5"] = static s => s.Numbers["parameters.0.steps"] = 0.5,
            ["groups.0.parameters is 9"] = static s => s.Numbers["groups.0.parameters"] = 9,
        };
        if (before.Tensors.Count > 0)
        {
            string name = before.Tensors.Keys.Last();
            spoils.Add($"Missing: {name}", s => s.Tensors.Remove(name));
            spoils.Add($"{name} is Float32 [7] in the state", s => s.Tensors[name] = Tensor.Ones([7]));
            spoils.Add($"{name} is Int64", s => s.Tensors[name] = s.Tensors[name].To(DType.Int64));
        }
        foreach (var (problem, spoil) in spoils)
        {
            var state = optimizer.StateDict();
            foreach (string name in state.Numbers.Keys.Where(static key => key.EndsWith("learningRate")).ToArray())
                state.Numbers[name] = 0.123; // Would show if anything were loaded.
            spoil(state);
            var thrown = Assert.Throws<SavedStateException>(() => optimizer.LoadStateDict(state));
            Assert.Single(thrown.Problems);
            Assert.Contains(problem, thrown.Message);
            Assert.Contains("nothing was loaded", thrown.Message);
            var after = optimizer.StateDict();
            Assert.Equal(before.Numbers, after.Numbers);
            foreach (var (name, tensor) in before.Tensors)
                Assert.True(tensor.EqualTo(after.Tensors[name]).All().Item() != 0, name);
        }
    }

    [Fact]
    public void AStateOfAnotherKindIsRefused()
    {
        var p = new Parameter(Tensor.Ones([2]));
        var problems = Assert.Throws<SavedStateException>(() => new Adam([p]).LoadStateDict(new AdamW([p]).StateDict())).Problems;
        Assert.Equal("The state is that of AdamW.", problems[0]);
        Assert.Equal("AdamW (0 tensors, 14 numbers)", new AdamW([p]).StateDict().ToString());
    }

    [Fact]
    public void LBFGSNeedsAClosure()
    {
        var p = new Parameter(Tensor.Ones([2]));
        var optimizer = new LBFGS([p]);
        Assert.Throws<InvalidOperationException>(optimizer.Step);
        Assert.Throws<ArgumentException>(() => optimizer.Step(() => p * 2));
    }

    [Fact]
    public void LBFGSFindsTheBottomOfRosenbrocksValley()
    {
        var p = new Parameter(Tensor.Of([-1.5, 2.0]));
        var optimizer = new LBFGS([p], maxIterations: 100, changeTolerance: 1e-14, lineSearch: LineSearch.StrongWolfe);
        optimizer.Step(() =>
        {
            optimizer.ZeroGrad();
            var loss = (1 - p[0]).Square() + 100 * (p[1] - p[0].Square()).Square();
            loss.Backward();
            return loss;
        });
        Assert.All(p.ToArray<double>(), static x => Assert.Equal(1, x, 1e-6));
        Assert.InRange(optimizer.Evaluations, 20, 80);
    }

    [Fact]
    public void LBFGSCountsPenaltiesAndClimbs()
    {
        var p = new Parameter(Tensor.Of([3.0, -2.0]));
        var optimizer = new LBFGS([p], lineSearch: LineSearch.StrongWolfe, maximize: true);
        optimizer.Groups[0].WeightDecay = 2;
        optimizer.Step(() =>
        {
            optimizer.ZeroGrad();
            var height = (p * Tensor.Of([4.0, -6.0])).Sum() - p.Square().Sum();
            height.Backward();
            return height;
        });
        Assert.Equal(1, p[0].Item(), 1e-6); // 4p − p² − p² is highest at 1.
        Assert.Equal(-1.5, p[1].Item(), 1e-6);
        optimizer.Groups[0].DecoupledDecay = true;
        Assert.Contains("LBFGS: weights cannot decay beside", Assert.Throws<ArgumentException>(() => optimizer.Step(() => p.Sum())).Message);
    }

    private static (Tensor[], Optimizer) Start(string kind, double rate)
    {
        var generator = Generator.Seeded(4);
        Tensor[] parameters = [Tensor.Randn([3, 5], generator).WithGrad(), Tensor.Randn([11], generator).WithGrad()];
        var optimizer = Kinds[kind](kind == "LBFGS" ? parameters : [parameters[0]]);
        if (optimizer is SGD sgd)
            sgd.AddGroup([parameters[1]], learningRate: rate, weightDecay: 0.2);
        else if (optimizer is Adam adam)
            adam.AddGroup([parameters[1]], learningRate: rate, change: static group => group.L1 = 0.1);
        return (parameters, optimizer);
    }

    private static void Step(Tensor[] parameters, Optimizer optimizer, int step) => optimizer.Step(() =>
    {
        foreach (var parameter in parameters)
            parameter.Grad = null;
        var loss = (parameters[0] - 0.3).Cosh().Sum() + 0.1 * parameters[0].Sum().Square();
        if (step % 3 != 1 || optimizer is LBFGS)
            loss += (parameters[1] * 2).Tanh().Sum() + parameters[1].Square().Sum();
        loss.Backward();
        return loss;
    });
}
