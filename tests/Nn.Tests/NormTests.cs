using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Normalisation layers and their running statistics against PyTorch's in float64.</summary>
public class NormTests
{
    private static readonly GoldenTable Table = new("norms.json", new()
    {
        ["BatchNorm2d"] = static (c, x) => NnGoldenTests.Run(new BatchNorm2d(2, c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["BatchNorm3d"] = static (c, x) => NnGoldenTests.Run(new BatchNorm3d(2, c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["InstanceNorm1d"] = static (c, x) => NnGoldenTests.Run(new InstanceNorm1d(2, c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["InstanceNorm2d"] = static (c, x) => NnGoldenTests.Run(new InstanceNorm2d(2, c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["InstanceNorm3d"] = static (c, x) => NnGoldenTests.Run(new InstanceNorm3d(2, c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["GroupNorm"] = static (c, x) => NnGoldenTests.Run(
            new GroupNorm(c.Int("groups"), x[0].Shape[1], c.Double("epsilon"), affine: x.Length == 3, dtype: DType.Float64), x),
        ["RMSNorm"] = static (c, x) => NnGoldenTests.Run(
            new RMSNorm(c.Ints("normalized"), c.OptionalDouble("epsilon"), affine: x.Length == 2, dtype: DType.Float64), x),
        ["LocalResponseNorm"] = static (c, x) => new LocalResponseNorm(c.Int("size"), c.Double("alpha"), c.Double("beta"), c.Double("k")).Forward(x[0]),
    }, elsewhere: ["Steps"]);

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    public static TheoryData<int> StepRows() => [.. Enumerable.Range(0, Table.Cases.Count).Where(static i => Table.Cases[i].Op == "Steps")];

    [Theory]
    [MemberData(nameof(StepRows))]
    public void RunningStatisticsAreThoseOfPyTorch(int row)
    {
        var c = Table.Cases[row];
        var layer = Layer(c.Text("layer"), c.Double("momentum"), true, false);
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

    [Theory]
    [InlineData("BatchNorm1d", 2.0 / 3)]
    [InlineData("BatchNorm2d", 7.0 / 8)]
    [InlineData("InstanceNorm2d", 3.0 / 4)]
    public void TheOtherConventionWeighsTheOldAndKeepsTheBiasedVariance(string name, double biased)
    {
        var x = Tensor.Randn(name == "BatchNorm1d" ? [3, 2] : [2, 2, 2, 2], Generator.Seeded(6), DType.Float64);
        RunningNorm ours = Layer(name, 0.25, true, false), theirs = Layer(name, 0.75, false, true);
        Near.Assert(ours.Forward(x), theirs.Forward(x));
        Near.Assert(ours.RunningMean!, theirs.RunningMean!);
        Near.Assert((ours.RunningVar! - 0.75) * biased, theirs.RunningVar! - 0.75);
    }

    private static RunningNorm Layer(string name, double momentum, bool unbiased, bool old) => name switch
    {
        "BatchNorm1d" => new BatchNorm1d(2, momentum: momentum, momentumWeighsOld: old, unbiasedRunningVar: unbiased, dtype: DType.Float64),
        "BatchNorm2d" => new BatchNorm2d(2, momentum: momentum, momentumWeighsOld: old, unbiasedRunningVar: unbiased, dtype: DType.Float64),
        "BatchNorm3d" => new BatchNorm3d(2, momentum: momentum, momentumWeighsOld: old, unbiasedRunningVar: unbiased, dtype: DType.Float64),
        "InstanceNorm1d" => new InstanceNorm1d(2, 1e-5, momentum, true, true, old, unbiased, DType.Float64),
        "InstanceNorm2d" => new InstanceNorm2d(2, 1e-5, momentum, true, true, old, unbiased, DType.Float64),
        _ => new InstanceNorm3d(2, 1e-5, momentum, true, true, old, unbiased, DType.Float64),
    };

    [Fact]
    public void StateHasTheNamesOfBatchNorm1d()
    {
        Assert.Equal(["Weight", "Bias", "RunningMean", "RunningVar", "NumBatchesTracked"], new BatchNorm2d(3).StateDict().Keys);
        Assert.Empty(new InstanceNorm2d(3).StateDict());
        Assert.Equal("BatchNorm2d(3, epsilon: 1E-05, momentum: 0.1)", new BatchNorm2d(3).ToString());
        Assert.Equal("GroupNorm(2, 4, epsilon: 1E-05, affine: true)", new GroupNorm(2, 4).ToString());
        Assert.Equal("RMSNorm([4], epsilon: none, affine: true)", new RMSNorm(4).ToString());
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Says<ShapeException>("BatchNorm2d(3, epsilon: 1E-05, momentum: 0.1): the input is [2, 4, 4, 3]; it must be [N, 3, H, W]. Did you mean " +
            "x.MoveAxis(-1, 1)?", static () => new BatchNorm2d(3).Forward(Tensor.Zeros([2, 4, 4, 3])));
        Says<ShapeException>("BatchNorm3d(3, epsilon: 1E-05, momentum: 0.1): the input is [3, 4, 4, 4]; it must be [N, 3, D, H, W]. Did you mean " +
            "x.Unsqueeze(0)?", static () => new BatchNorm3d(3).Forward(Tensor.Zeros([3, 4, 4, 4])));
        Says<ShapeException>("BatchNorm2d(3, epsilon: 1E-05, momentum: 0.1): the input is [1, 3, 1, 1], one value per channel", static () =>
            new BatchNorm2d(3).Forward(Tensor.Zeros([1, 3, 1, 1])));
        Says<ShapeException>("InstanceNorm1d(3, epsilon: 1E-05, momentum: 0.1): the input is [2, 5, 4]; it must be [N, 3, L] or [3, L].", static () =>
            new InstanceNorm1d(3).Forward(Tensor.Zeros([2, 5, 4])));
        Says<ShapeException>("InstanceNorm1d(3, epsilon: 1E-05, momentum: 0.1): the input is [2, 3, 1], one value in each channel", static () =>
            new InstanceNorm1d(3).Forward(Tensor.Zeros([2, 3, 1])));
        Says<ArgumentException>("GroupNorm: 2 groups do not divide 3 channels.", static () => new GroupNorm(2, 3));
        Says<ShapeException>("GroupNorm: the input is [2, 3]; it must be [N, C, …], C being divided by 2", static () => Tensor.Zeros([2, 3]).GroupNorm(2));
        Says<ShapeException>("RMSNorm([4], epsilon: none, affine: true): the input is [3]; its last axes must be [4].", static () =>
            new RMSNorm(4).Forward(Tensor.Zeros([3])));
        Says<ArgumentOutOfRangeException>("LocalResponseNorm: size must be 1 or more.", static () => new LocalResponseNorm(0));
        Says<ArgumentOutOfRangeException>("InstanceNorm2d: momentum must lie in [0, 1], or be null.", static () => new InstanceNorm2d(2, momentum: 2));
        Says<ArgumentOutOfRangeException>("BatchNorm3d: epsilon is -1; it must be 0 or more, and finite.", static () => new BatchNorm3d(2, -1));

        static void Says<T>(string message, Func<object> attempt) where T : Exception => Assert.StartsWith(message, Assert.Throws<T>(() => attempt()).Message);
    }
}
