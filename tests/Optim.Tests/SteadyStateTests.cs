using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>
/// What a training loop with a scope a step costs the garbage collector once it is warm: the tape, and no tensor data. Of the process as a whole are
/// only collections and live memory, so these run alone.
/// </summary>
[Collection(nameof(SteadyStateTests))]
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
public class SteadyStateTests
{
    private const int Warm = 50;

    private static readonly Dictionary<string, Func<IEnumerable<Tensor>, Optimizer>> Optimizers = new()
    {
        ["SGD"] = static p => new SGD(p, 0.01),
        ["SGD with momentum"] = static p => new SGD(p, 0.01, momentum: 0.9),
        ["Adam"] = static p => new Adam(p, 1e-4),
    };

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    /// <summary>A step of a classifier 784-128-64-32-16-10, a batch of <paramref name="batch"/> at a time.</summary>
    private static Action Step(string optimizer, int batch = 64)
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([batch, 784], generator), labels = Tensor.RandInt(0, 10, [batch], generator);
        var model = new Sequential(
            new Linear(784, 128, generator: generator), Activation.Relu(), new Linear(128, 64, generator: generator), Activation.Relu(),
            new Linear(64, 32, generator: generator), Activation.Relu(), new Linear(32, 16, generator: generator), Activation.Relu(),
            new Linear(16, 10, generator: generator));
        var steps = Optimizers[optimizer](model.Parameters());
        return () =>
        {
            using var scope = new TensorScope();
            steps.ZeroGrad();
            Loss.CrossEntropy(model.Forward(x), labels).Backward();
            steps.Step();
        };
    }

    private static void Repeat(Action step, int times)
    {
        for (int i = 0; i < times; i++)
            step();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AStepAllocatesTheTapeAlone(string optimizer)
    {
        const int steps = 100;
        var step = Step(optimizer);
        Repeat(step, Warm);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(step, steps);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / steps, 0, 24 * 1024 - 1);
    }

    [Fact]
    public void TenThousandStepsCollectNoOldObjectsAndKeepNoMemory()
    {
        var step = Step("SGD");
        Repeat(step, Warm);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        // What other tests have left behind may be old enough to be collected once, at any time; what the steps leave is there in each stretch.
        int old = int.MaxValue;
        for (int attempt = 0; attempt < 3 && old != 0; attempt++)
        {
            int young = GC.CollectionCount(0), before = GC.CollectionCount(2);
            Repeat(step, 10_000);
            old = Math.Min(old, GC.CollectionCount(2) - before);
            Assert.InRange(GC.CollectionCount(0) - young, 5, int.MaxValue); // Some 140 MB of tape, though a processor's cache may hold it all.
        }
        Assert.Equal(0, old);

        // The process around the test takes some memory once, at any time; what the steps keep grows with each stretch.
        var growth = new List<long>();
        for (long live = GC.GetTotalMemory(true); growth.Count < 3;)
        {
            Repeat(step, 5_000);
            long now = GC.GetTotalMemory(true);
            growth.Add(now - live);
            live = now;
        }
        Assert.InRange(growth.Min(), long.MinValue, 50_000);
    }
}
