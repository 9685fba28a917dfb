namespace AutoGrad.Tests;

/// <summary>Values and gradients of reductions, shaping, indexing and fused operations against PyTorch's in float64.</summary>
public class ReductionGoldenTests
{
    private static readonly GoldenTable Table = new("reductions.json", new()
    {
        ["Sum"] = static (c, x) => x[0].Sum(c.Axes(), c.Flag("keepDim")),
        ["Mean"] = static (c, x) => x[0].Mean(c.Axes(), c.Flag("keepDim")),
        ["Var"] = static (c, x) => x[0].Var(c.Axes(), c.Flag("keepDim"), c.Flag("unbiased")),
        ["Std"] = static (c, x) => x[0].Std(c.Axes(), c.Flag("keepDim"), c.Flag("unbiased")),
        ["Max"] = static (c, x) => x[0].Max(c.Axes(), c.Flag("keepDim")),
        ["Min"] = static (c, x) => x[0].Min(c.Axes(), c.Flag("keepDim")),
        ["ArgMax"] = static (c, x) => x[0].ArgMax(c.Axes().AsSpan()[0], c.Flag("keepDim")),
        ["ArgMin"] = static (c, x) => x[0].ArgMin(c.Axes().AsSpan()[0], c.Flag("keepDim")),
        ["Prod"] = static (c, x) => x[0].Prod(c.Axes(), c.Flag("keepDim")),
        ["LogSumExp"] = static (c, x) => x[0].LogSumExp(c.Axes(), c.Flag("keepDim")),
        ["Cumsum"] = static (c, x) => x[0].Cumsum(c.Int("axis")),
        ["Softmax"] = static (c, x) => x[0].Softmax(c.Int("axis")),
        ["LogSoftmax"] = static (c, x) => x[0].LogSoftmax(c.Int("axis")),
        ["SoftmaxCrossEntropy"] = static (_, x) => x[0].SoftmaxCrossEntropy(x[1]),
        ["Gather"] = static (c, x) => x[0].Gather(c.Int("axis"), c.Tensor("index")),
        ["ScatterAdd"] = static (c, x) => x[0].ScatterAdd(c.Int("axis"), c.Tensor("index"), x[1]),
        ["IndexSelect"] = static (c, x) => x[0].IndexSelect(c.Int("axis"), c.Tensor("index")),
        ["OneHot"] = static (c, x) => x[0].OneHot(c.Int("classes"), DType.Float64),
        ["BinaryCrossEntropyWithLogits"] = static (c, x) => x[0].BinaryCrossEntropyWithLogits(c.Tensor("targets")),
        ["Scatter"] = static (c, x) => x[0].Scatter(c.Int("axis"), c.Tensor("index"), x[1]),
        ["Tril"] = static (c, x) => x[0].Tril(c.Int("diagonal")),
        ["Triu"] = static (c, x) => x[0].Triu(c.Int("diagonal")),
        ["Flip"] = static (c, x) => x[0].Flip(c.Int("axis")),
        ["Roll"] = static (c, x) => x[0].Roll(c.Int("shift"), c.Int("axis")),
        ["Repeat"] = static (c, x) => x[0].Repeat(GoldenCase.Ints(c.Args.GetProperty("counts"))),
        ["MoveAxis"] = static (c, x) => x[0].MoveAxis(c.Int("source"), c.Int("destination")),
        ["Pad"] = static (c, x) => x[0].Pad(
            [.. c.Args.GetProperty("padding").EnumerateArray().Select(static p => (p[0].GetInt32(), p[1].GetInt32()))], c.Double("value")),
    }, tolerance: 1e-12);

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();
}
