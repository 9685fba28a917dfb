using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

public class OptimizerTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Tensor>, Optimizer>> Kinds = new()
    {
        ["SGD"] = static p => new SGD(p, 0.1),
        ["SGD with momentum"] = static p => new SGD(p, 0.05, momentum: 0.9, nesterov: true),
        ["Adam"] = static p => new Adam(p, 0.05),
        ["Adam with amsgrad"] = static p => new Adam(p, 0.05, amsgrad: true),
        ["AdamW"] = static p => new AdamW(p, 0.05),
        ["SGD, rate inside"] = static p => new SGD(p, 0.05, momentum: 0.8, form: MomentumForm.Velocity),
        ["AdaGrad"] = static p => new AdaGrad(p, 0.3),
        ["AdaDelta"] = static p => new AdaDelta(p, 4, epsilon: 1e-3),
        ["RMSProp"] = static p => new RMSProp(p, 0.01, momentum: 0.5, centered: true),
        ["Adamax"] = static p => new Adamax(p, 0.05),
        ["NAdam"] = static p => new NAdam(p, 0.05),
        ["RAdam"] = static p => new RAdam(p, 0.1),
        ["Lion"] = static p => new Lion(p, 0.015),
    };

    [Fact]
    public void AnOptimizerPrintsItsGroups()
    {
        var layer = new Linear(3, 1);
        Assert.Equal(
            "SGD(2 tensors, learningRate: 0.1, momentum: 0.9, dampening: 0, nesterov: true, weightDecay: 0)",
            new SGD(layer.Parameters(), 0.1, momentum: 0.9, nesterov: true).ToString());
        var adam = new AdamW([layer.Weight], 0.05, weightDecay: 0.5);
        adam.AddGroup([layer.Bias!], learningRate: 0.5, weightDecay: 0);
        Assert.Equal(
            """
            AdamW(
              (0): 1 tensors, learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1E-08, amsgrad: false, weightDecay: 0.5
              (1): 1 tensors, learningRate: 0.5, beta1: 0.9, beta2: 0.999, epsilon: 1E-08, amsgrad: false, weightDecay: 0
            )
            """.ReplaceLineEndings("\n"),
            adam.ToString());
    }

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void APlaneIsLearned(string kind)
    {
        var generator = Generator.Seeded(3);
        var layer = new Linear(3, 1, generator: generator);
        var optimizer = Kinds[kind](layer.Parameters());
        var x = Tensor.Randn([64, 3], generator);
        var y = x.MatMul(Tensor.Of([[2f], [-1f], [0.5f]])) + 0.25;
        double first = 0, last = 0;
        for (int step = 0; step < 300; step++)
        {
            optimizer.ZeroGrad();
            var loss = Loss.Mse(layer.Forward(x), y);
            loss.Backward();
            optimizer.Step();
            last = loss.Item();
            if (step == 0)
                first = last;
        }
        Assert.True(last < 1e-3 * first, $"From {first} to {last}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Float32FollowsFloat64(string kind)
    {
        var start = Tensor.Randn([37], Generator.Seeded(1), DType.Float64); // Not a multiple of any vector length.
        var target = Tensor.Randn([37], Generator.Seeded(2), DType.Float64);
        double[] Descend(DType dtype)
        {
            var p = new Parameter(start.To(dtype).Clone());
            var optimizer = Kinds[kind]([p]);
            for (int step = 0; step < 20; step++)
            {
                optimizer.ZeroGrad();
                (p - target.To(dtype)).Square().Sum().Backward();
                optimizer.Step();
            }
            return p.Detach().To(DType.Float64).ToArray<double>();
        }
        double[] wide = Descend(DType.Float64), narrow = Descend(DType.Float32);
        for (int i = 0; i < wide.Length; i++)
            Assert.Equal(wide[i], narrow[i], 1e-4);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ParametersWithoutAGradientStay(string kind)
    {
        Parameter moved = new(Tensor.Ones([5])), still = new(Tensor.Ones([5])), frozen = new(Tensor.Ones([5]), requiresGrad: false);
        var optimizer = Kinds[kind]([moved, still, frozen]);
        moved.Sum().Backward();
        optimizer.Step();
        Assert.NotEqual(1f, moved.ToArray<float>()[0]);
        Assert.All([still, frozen], static p => Assert.All(p.ToArray<float>(), static v => Assert.Equal(1f, v)));
        optimizer.ZeroGrad();
        Assert.Null(moved.Grad);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AStepDoesNotAllocate(string kind)
    {
        var parameter = new Parameter(Tensor.Ones([1000]));
        var optimizer = Kinds[kind]([parameter]);
        parameter.Grad = Tensor.Ones([1000]);
        for (int i = 0; i < 100; i++)
            optimizer.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            optimizer.Step();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 10 * 200, $"{allocated} bytes in 10 steps.");
    }

    private sealed class Quadrants(Generator generator) : Module<Tensor, Tensor>
    {
        public Linear Hidden { get; } = new(2, 32, generator: generator);
        public BatchNorm1d Norm { get; } = new(32);
        public Dropout Drop { get; } = new(0.1, generator);
        public Linear Output { get; } = new(32, 2, generator: generator);

        public override Tensor Forward(Tensor x) => Output.Forward(Drop.Forward(Norm.Forward(Hidden.Forward(x)).Relu()));
    }

    /// <summary>Small parameters share a chunk and large ones are cut; every element moves once, whoever moves it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ALongListMovesAsItsPartsAlone(string kind)
    {
        var generator = Generator.Seeded(5);
        int[] sizes = [3, 40_000, 1, 0, 16_384, 7, 16_383, 2];
        Tensor[] starts = [.. sizes.Select(size => Tensor.Randn([size], generator))];
        Tensor[][] gradients = [.. Enumerable.Range(0, 3).Select(_ => sizes.Select(size => Tensor.Randn([size], generator)).ToArray())];
        int threads = Threads.Count;
        try
        {
            Threads.Count = 1;
            float[][] alone = [.. starts.Select((start, i) => Moved([start], [.. gradients.Select(g => new[] { g[i] })])[0])];
            foreach (int count in new[] { 1, 2, 5 })
            {
                Threads.Count = count;
                Assert.Equal(alone, Moved(starts, gradients));
            }
        }
        finally
        {
            Threads.Count = threads;
        }

        float[][] Moved(Tensor[] from, Tensor[][] along)
        {
            Tensor[] parameters = [.. from.Select(static p => p.Clone().WithGrad())];
            var optimizer = Kinds[kind](parameters);
            foreach (var step in along)
            {
                for (int i = 0; i < parameters.Length; i++)
                    parameters[i].Grad = step[i];
                optimizer.Step();
            }
            return [.. parameters.Select(static p => p.ToArray<float>())];
        }
    }

    [Fact]
    public void ANetworkLearnsStepByStepInScopes()
    {
        var generator = Generator.Seeded(6);
        var net = new Quadrants(generator);
        var optimizer = new AdamW(net.Parameters(), learningRate: 0.02);
        var x = Tensor.Rand([512, 2], generator) * 2 - 1;
        var labels = (x[.., 0] * x[.., 1] > 0).To(DType.Int64);
        OrderedDictionary<string, Tensor>? best = null;
        for (int step = 0; step < 300; step++)
            using (new TensorScope())
            {
                optimizer.ZeroGrad();
                Loss.CrossEntropy(net.Forward(x), labels).Backward();
                optimizer.Step();
                optimizer.ZeroGrad();
                if (step == 299)
                    best = net.StateDict();
            }
        Assert.InRange(Right(net), 0.95, 1);

        var other = new Quadrants(generator);
        Assert.InRange(Right(other), 0, 0.9);
        other.LoadStateDict(best!);
        Assert.Equal(Right(net), Right(other));
        using (new TensorScope())
            other.To(DType.Float64).To(DType.Float32);
        Assert.Equal(Right(net), Right(other));

        double Right(Quadrants model)
        {
            using var unrecorded = Autodiff.NoGrad();
            return model.Eval().Forward(x).ArgMax(1).EqualTo(labels).To(DType.Float64).Mean().Item();
        }
    }

    [Fact]
    public void AGraphFromBeforeTheStepIsNoticed()
    {
        var p = new Parameter(Tensor.Ones([3]));
        var optimizer = new SGD([p], 0.1);
        var y = (p * p).Sum();
        p.Grad = Tensor.Ones([3]);
        optimizer.Step();
        Assert.Throws<AutogradException>(() => y.Backward());
    }

    [Fact]
    public void AGradientWithGapsIsRead()
    {
        var p = new Parameter(Tensor.Zeros([2, 3]));
        p.Grad = Tensor.Arange(6).To(DType.Float32).Reshape(3, 2).T;
        new SGD([p], 1).Step();
        Assert.Equal([0f, -2f, -4f, -1f, -3f, -5f], p.ToArray<float>());
    }

    [Fact]
    public void AModelMayChangeItsDTypeBetweenSteps()
    {
        var layer = new Linear(4, 2);
        var optimizer = new Adam(layer.Parameters());
        layer.Forward(Tensor.Ones([3, 4])).Sum().Backward();
        optimizer.Step();
        layer.To(DType.Float64);
        optimizer.ZeroGrad();
        layer.Forward(Tensor.Ones([3, 4], DType.Float64)).Sum().Backward();
        optimizer.Step();
        Assert.All(layer.Weight.ToArray<double>(), static v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void LearningRatesAreSetTogetherAndApart()
    {
        Parameter a = new(Tensor.Ones([2])), b = new(Tensor.Ones([2]));
        var optimizer = new SGD([a], 0.1, momentum: 0.5, weightDecay: 0.25);
        var group = optimizer.AddGroup([b], learningRate: 0.01);
        Assert.Equal((0.1, 0.01, 0.5, 0.25), (optimizer.LearningRate, group.LearningRate, group.Momentum, group.WeightDecay));
        optimizer.LearningRate = 0.5;
        Assert.All(optimizer.Groups, static g => Assert.Equal(0.5, g.LearningRate));
        optimizer.Groups[1].LearningRate = 0;
        (a.Grad, b.Grad) = (Tensor.Ones([2]), Tensor.Ones([2]));
        optimizer.Step();
        Assert.NotEqual(1f, a.ToArray<float>()[0]);
        Assert.Equal(1f, b.ToArray<float>()[0]);
    }

    private static readonly Parameter P = new(Tensor.Ones([2, 3]));

    public static TheoryData<string, Type, string> Refusals => new()
    {
        { "no parameters", typeof(ArgumentException), "SGD: there are no parameters to optimize. Does the model hold its layers in public " +
            "properties?" },
        { "twice", typeof(ArgumentException), "Adam: parameter 1, [2, 3], is given twice" },
        { "twice in groups", typeof(ArgumentException), "Adam: parameter 0, [2, 3], is given twice" },
        { "labels", typeof(DTypeException), "SGD: parameter 0 is Int64 [4]; only floating-point tensors can be optimized." },
        { "a result", typeof(AutogradException), "SGD: parameter 0, [2, 3], is the result of an operation" },
        { "gaps", typeof(ShapeException), "SGD: parameter 0, [3, 2], is not contiguous" },
        { "NaN rate", typeof(ArgumentOutOfRangeException), "LearningRate is NaN; it must be 0 or more, and finite." },
        { "negative rate", typeof(ArgumentOutOfRangeException), "LearningRate is -0.5; it must be 0 or more, and finite." },
        { "infinite rate", typeof(ArgumentOutOfRangeException), "LearningRate is Infinity; it must be 0 or more, and finite." },
        { "NaN rate later", typeof(ArgumentOutOfRangeException), "LearningRate is NaN" },
        { "negative momentum", typeof(ArgumentOutOfRangeException), "Momentum is -0.1" },
        { "NaN dampening", typeof(ArgumentOutOfRangeException), "Dampening is NaN" },
        { "negative decay", typeof(ArgumentOutOfRangeException), "WeightDecay is -1" },
        { "beta of 1", typeof(ArgumentOutOfRangeException), "Beta1 is 1; it must lie in [0, 1)." },
        { "NaN beta", typeof(ArgumentOutOfRangeException), "Beta2 is NaN; it must lie in [0, 1)." },
        { "negative epsilon", typeof(ArgumentOutOfRangeException), "Epsilon is -1E-08" },
        { "nesterov alone", typeof(ArgumentException), "SGD: Nesterov's look-ahead needs momentum above 0 and no dampening; momentum is 0 and " +
            "dampening 0." },
        { "gradient's shape", typeof(ShapeException), "Grad: a gradient of shape [3, 2] was assigned to a tensor of shape [2, 3]; they must have the same shape." },
        { "gradient's dtype", typeof(DTypeException), "Grad: a gradient of Float64 was assigned to a tensor of Float32; convert it with .To(DType.Float32)." },
    };

    private static readonly Dictionary<string, Action> Attempts = new()
    {
        ["no parameters"] = static () => new SGD([], 0.1),
        ["twice"] = static () => new Adam([P, P]),
        ["twice in groups"] = static () => new Adam([P]).AddGroup([P]),
        ["labels"] = static () => new SGD([Tensor.Arange(4)], 0.1),
        ["a result"] = static () => new SGD([P * 2], 0.1),
        ["gaps"] = static () => new SGD([Tensor.Ones([2, 3]).T], 0.1),
        ["NaN rate"] = static () => new SGD([P], double.NaN),
        ["negative rate"] = static () => new Adam([P], -0.5),
        ["infinite rate"] = static () => new AdamW([P], double.PositiveInfinity),
        ["NaN rate later"] = static () => new Adam([P]).LearningRate = double.NaN,
        ["negative momentum"] = static () => new SGD([P], 0.1, momentum: -0.1),
        ["NaN dampening"] = static () => new SGD([P], 0.1, dampening: double.NaN),
        ["negative decay"] = static () => new SGD([P], 0.1, weightDecay: -1),
        ["beta of 1"] = static () => new Adam([P], beta1: 1),
        ["NaN beta"] = static () => new Adam([P], beta2: double.NaN),
        ["negative epsilon"] = static () => new Adam([P], epsilon: -1e-8),
        ["nesterov alone"] = static () => new SGD([P], 0.1, nesterov: true),
        ["gradient's shape"] = static () => new SGD([new Parameter(P) { Grad = Tensor.Ones([3, 2]) }], 0.1).Step(),
        ["gradient's dtype"] = static () => new SGD([new Parameter(P) { Grad = Tensor.Ones([2, 3], DType.Float64) }], 0.1).Step(),
    };

    [Fact]
    public void AGradientThatEndedWithItsScopeMovesNothing()
    {
        Parameter a = new(Tensor.Ones([2])), b = new(Tensor.Ones([2]));
        a.Grad = Tensor.Ones([2]);
        using (new TensorScope())
            b.Grad = Tensor.Ones([2]);
        Assert.Throws<ObjectDisposedException>(() => new SGD([a, b], 0.1).Step());
        Assert.Equal([1f, 1f], a.ToArray<float>());
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void MistakesAreNamed(string mistake, Type type, string message)
    {
        var error = Assert.ThrowsAny<Exception>(Attempts[mistake]);
        Assert.IsType(type, error);
        Assert.StartsWith(message, error.Message);
        Assert.All(P.ToArray<float>(), static v => Assert.Equal(1f, v));
    }
}
