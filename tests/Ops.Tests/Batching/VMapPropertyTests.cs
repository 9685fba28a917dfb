using System.Reflection;

namespace AutoGrad.Tests;

/// <summary>
/// VMap of an operation is the operation on each sample, stacked: for every operation there is, on shapes and layouts drawn at random, with any of
/// the inputs shared by the samples, and in every order of derivatives, taken inside of VMap or outside.
/// </summary>
public class VMapPropertyTests
{
    private const int Draws = 8, Samples = 3;

    public static TheoryData<string> Names => [.. OpSamples.Types.Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void VMapOfAnOperationIsTheStackOfItsResults(string name)
    {
        var row = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name))!;
        for (int seed = 1; seed <= Draws; seed++)
        {
            var (sample, draws) = Draw(row, seed);
            Tensor[][] points = [.. Enumerable.Range(0, Samples).Select(i => Point(sample, draws, seed, i))];
            for (int shared = 0; shared < (1 << points[0].Length) - 1; shared++)
            {
                if (seed > 3 && shared != seed % ((1 << points[0].Length) - 1))
                    continue;
                var op = sample.Op;
                int?[] axes = [.. points[0].Select((_, k) => (shared >> k & 1) == 0 ? 0 : (int?)null)];
                Tensor[] inputs = [.. points[0].Select((x, k) => axes[k] is null ? x : Tensor.Stack([.. points.Select(point => point[k])]))];
                OverBatch.AssertSameInEveryOrder(
                    x => op.Apply(x), inputs, axes, $"{op} of {string.Join(", ", points[0].Select(static x => $"{x.DType} {x.Shape}"))}, shared {shared:b}, seed {seed}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AnEmptyBatchGivesAnEmptyResult(string name)
    {
        var row = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name))!;
        var (sample, draws) = Draw(row, 1);
        var point = Point(sample, draws, 1, 0);
        var op = sample.Op;
        var one = op.Apply(point);
        var none = Autodiff.VMap((Tensor[] x) => op.Apply(x))([.. point.Select(static x => Tensor.Zeros([0, .. x.Shape], x.DType))]);
        Assert.Equal((new Shape([0, .. one.Shape]), one.DType), (none.Shape, none.DType));
    }

    /// <summary>Those that are applied sample by sample. docs/batching.md names them.</summary>
    private static readonly Type[] loopedOver = [typeof(ScatterSources), typeof(AsStrided), typeof(PlaceStrided), typeof(WriteStrided)];

    [Fact]
    public void EveryOperationHasABatchingRule()
    {
        foreach (var type in OpSamples.Types)
        {
            var rule = type.GetMethod("VMap", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(BatchInputs)])!;
            Assert.True(
                (rule.DeclaringType == typeof(Op)) == loopedOver.Contains(type),
                $"{type.Name} has no batching rule: override VMap, or name it among those that are looped over, here and in docs/batching.md.");
        }
    }

    private static (OpSample Sample, OpDraw Draw) Draw(Func<Draws, OpSample> row, int seed)
    {
        var random = new Random(seed);
        var layouts = Enum.GetValues<PointLayout>();
        var draw = new OpDraw(
            [.. Enumerable.Range(0, 4).Select(_ => random.Next(seed == 2 ? 0 : 1, 4))],
            [.. Enumerable.Range(0, 8).Select(_ => random.Next(60))],
            [.. Enumerable.Range(0, 3).Select(_ => layouts[random.Next(layouts.Length)])],
            seed,
            6);
        return (row(new Draws(draw)), draw);
    }

    /// <summary>One sample's inputs: values of its own, and indices and masks in another order.</summary>
    private static Tensor[] Point(OpSample sample, OpDraw draw, int seed, int index) =>
        [.. sample.Tensors(draw with { Seed = seed + 100 * index }).Select(x => x.DType.IsFloatingPoint || index % 2 == 0 || x.Rank == 0
            ? x
            : x.Flatten().Flip().Reshape(x.Shape))];
}
