using System.Text.Json;
using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

/// <summary>Fifty steps of each schedule against PyTorch's, and what holds for all.</summary>
public class ScheduleTests
{
    private static readonly JsonElement File = Read();

    private static readonly Dictionary<string, Schedule> Schedules = new()
    {
        ["step"] = new StepLR(7, gamma: 0.5),
        ["multi-step"] = new MultiStepLR([30, 5, 5, 11], gamma: 0.3),
        ["constant"] = new ConstantLR(factor: 0.25, totalSteps: 6),
        ["linear"] = new LinearLR(startFactor: 0.1, endFactor: 0.8, totalSteps: 13),
        ["exponential"] = new ExponentialLR(gamma: 0.95),
        ["polynomial"] = new PolynomialLR(totalSteps: 40, power: 1.7),
        ["cosine"] = new CosineAnnealingLR(60, minRate: 0.01),
        ["cosine, period passed"] = new CosineAnnealingLR(20),
        ["restarts"] = new CosineAnnealingWarmRestarts(6, multiplier: 2, minRate: 0.001),
        ["restarts, one length"] = new CosineAnnealingWarmRestarts(7),
        ["cyclic"] = new CyclicLR(0.01, 0.1, stepsUp: 5, stepsDown: 8),
        ["cyclic, halved"] = new CyclicLR(0.01, 0.1, stepsUp: 6, mode: CycleMode.Triangular2, baseMomentum: 0.6, maxMomentum: 0.95),
        ["cyclic, exponential"] = new CyclicLR(0.01, 0.1, stepsUp: 4, mode: CycleMode.ExpRange, gamma: 0.97, cycleMomentum: false),
        ["one cycle"] = new OneCycleLR(0.5, 50),
        ["one cycle, linear"] = new OneCycleLR(
            0.5, 60, riseShare: 0.25, shape: Anneal.Linear, baseMomentum: 0.7, divFactor: 10, finalDivFactor: 100),
        ["one cycle, three phases"] = new OneCycleLR(0.5, 50, riseShare: 0.4, threePhase: true),
        ["lambda"] = new LambdaLR(static t => 1 / Math.Sqrt(1 + t)),
        ["multiplicative"] = new MultiplicativeLR(static t => t % 3 != 0 ? 0.9 : 1.1),
        ["sequential"] = new SequentialLR([new LinearLR(0.1, 1, 8), new CosineAnnealingLR(42)], [8]),
        ["sequential of three"] = new SequentialLR([new ConstantLR(0.1, 2), new ExponentialLR(0.9), new StepLR(4, 0.5)], [5, 20]),
        ["chained"] = new ChainedLR(new LinearLR(0.2, 1, 10), new ExponentialLR(0.93), new StepLR(9, 0.5)),
        ["averaging"] = new SWALR(0.1, 20),
        ["averaging, linear"] = new SWALR(0.02, 9, Anneal.Linear),
        ["inverse time"] = new InverseTimeLR(0.7),
        ["inverse root"] = new InverseSqrtLR(0.9),
    };

    public static TheoryData<string> Names => [.. Schedules.Keys];

    [Fact]
    public void EveryScheduleIsCompared()
    {
        Assert.Equal(Schedules.Keys.Order(), File.GetProperty("schedules").EnumerateArray().Select(static row => row.GetProperty("name").GetString()!).Order());
        Assert.Equal(
            typeof(Schedule).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(Schedule))).Select(static type => type.Name).Order(),
            Schedules.Values.Select(static schedule => schedule.GetType().Name).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void RatesAreThoseOfPyTorch(string name)
    {
        var row = File.GetProperty("schedules").EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);
        var optimizer = Optimizer();
        var scheduler = Schedules[name].For(optimizer);
        foreach (var (step, expected) in row.GetProperty("rates").EnumerateArray().Index())
        {
            for (int i = 0; i < 2; i++)
                Close($"{name}, step {step}", expected[i].GetDouble(), optimizer.Groups[i].LearningRate);
            if (row.GetProperty("momenta") is { ValueKind: JsonValueKind.Array } momenta)
                Close($"{name}, momentum, step {step}", momenta[step].GetDouble(), optimizer.Groups[0].Momentum);
            optimizer.Step();
            scheduler.Step();
        }
    }

    public static TheoryData<int> Plateaus => [.. Enumerable.Range(0, 5)];

    [Theory]
    [MemberData(nameof(Plateaus))]
    public void RatesOnAPlateauAreThoseOfPyTorch(int row)
    {
        var run = File.GetProperty("plateaus")[row];
        var options = run.GetProperty("options");
        double Number(string key, double otherwise) => options.TryGetProperty(key, out var value) ? value.GetDouble() : otherwise;
        bool Is(string key, string text) => options.TryGetProperty(key, out var value) && value.GetString() == text;
        var optimizer = Optimizer();
        ReduceLROnPlateau Make() => new(
            optimizer, Is("mode", "max"), Number("factor", 0.1), (int)Number("patience", 10), Number("threshold", 1e-4), Is("threshold_mode", "abs"),
            (int)Number("cooldown", 0), Number("min_lr", 0), Number("eps", 1e-8));
        var plateau = Make();
        foreach (var (step, metric) in File.GetProperty("metrics").EnumerateArray().Index())
        {
            plateau.Step(metric.GetDouble());
            for (int i = 0; i < 2; i++)
                Close($"plateau {row}, step {step}", run.GetProperty("rates")[step][i].GetDouble(), optimizer.Groups[i].LearningRate);
            var resumed = Make();
            resumed.LoadStateDict(plateau.StateDict());
            plateau = resumed;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ASchedulerResumesWhereItWas(string name)
    {
        var (first, second) = (Optimizer(), Optimizer());
        var scheduler = Schedules[name].For(first, every: 2);
        for (int i = 0; i < 13; i++)
            scheduler.Step();
        var resumed = Schedules[name].For(second, every: 2);
        second.LoadStateDict(first.StateDict());
        resumed.LoadStateDict(scheduler.StateDict());
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(scheduler.LearningRates, resumed.LearningRates);
            Assert.Equal(first.Groups[0].Momentum, second.Groups[0].Momentum);
            scheduler.Step();
            resumed.Step();
        }
        var broken = scheduler.StateDict();
        broken.Numbers["steps"] = -1;
        broken.Numbers["more"] = 1;
        var before = resumed.LearningRates;
        var problems = Assert.Throws<SavedStateException>(() => resumed.LoadStateDict(broken)).Problems;
        Assert.Equal(["steps is -1; it must be a whole number from 0 on.", "Unexpected: more"], problems);
        Assert.Equal(before, resumed.LearningRates);
    }

    [Fact]
    public void TheNotesNumbersComeOut()
    {
        var schedule = new InverseTimeLR(decay: 1);
        Assert.Equal([0.1, 0.067, 0.05], Enumerable.Range(1, 3).Select(epoch => Math.Round(schedule.RateAt(epoch, 0.2), 3)));
    }

    [Fact]
    public void AScheduleInEpochsMayBeSteppedInBatches()
    {
        var optimizer = Optimizer();
        var scheduler = new ExponentialLR(0.5).For(optimizer, every: 10);
        for (int step = 0; step < 35; step++, scheduler.Step())
            Assert.Equal(0.4 * Math.Pow(0.5, step / 10), optimizer.LearningRate);
        Assert.Equal("ExponentialLR { Gamma = 0.5 } at step 35", scheduler.ToString());
    }

    [Fact]
    public void OneGroupFollowsAlone()
    {
        var optimizer = Optimizer();
        var scheduler = new StepLR(1, 0.5).For(optimizer.Groups[1]);
        scheduler.Step();
        Assert.Equal((0.4, 0.025), (optimizer.Groups[0].LearningRate, optimizer.Groups[1].LearningRate));
        Assert.Equal([0.025], scheduler.LearningRates);
    }

    [Fact]
    public void BetaOneOfAdamIsItsMomentum()
    {
        var adam = new Adam([new Parameter(Tensor.Ones([2]))]);
        new OneCycleLR(0.1, 10).For(adam);
        Assert.Equal(0.95, adam.Groups[0].Beta1);
    }

    [Fact]
    public void WhatCannotBeIsRefusedAndChangesNothing()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new StepLR(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ExponentialLR(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LinearLR(startFactor: 2));
        Assert.Throws<ArgumentException>(static () => new SequentialLR([new StepLR(1), new StepLR(2)], []));
        Assert.Throws<ArgumentException>(static () => new SequentialLR([new StepLR(1), new StepLR(2)], [0]));
        Assert.Throws<ArgumentException>(static () => new ChainedLR());
        var adagrad = new AdaGrad([new Parameter(Tensor.Ones([2]))], 0.3);
        var problem = Assert.Throws<ArgumentException>(() => new OneCycleLR(0.1, 10).For(adagrad));
        Assert.Equal("OneCycleLR: the optimizer has no momentum to set; pass cycleMomentum: false.", problem.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LambdaLR(static _ => double.NaN).For(adagrad));
        Assert.Equal(0.3, adagrad.LearningRate);
    }

    private static SGD Optimizer()
    {
        var starts = File.GetProperty("starts");
        var optimizer = new SGD([new Parameter(Tensor.Ones([1]))], starts[0].GetDouble(), momentum: 0.7);
        optimizer.AddGroup([new Parameter(Tensor.Ones([1]))], learningRate: starts[1].GetDouble());
        return optimizer;
    }

    private static void Close(string what, double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-12 * Math.Max(1e-2, Math.Abs(expected)), $"{what}: expected {expected:R}, got {actual:R}.");

    private static JsonElement Read()
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "schedules.json")));
        return json.RootElement.Clone();
    }
}
