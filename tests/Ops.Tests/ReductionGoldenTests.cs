namespace AutoGrad.Tests;

/// <summary>Values and gradients of reductions, shaping, indexing and fused operations against PyTorch's in float64.</summary>
public class ReductionGoldenTests
{
    private static readonly IReadOnlyList<GoldenCase> Cases = GoldenCase.Load("reductions.json");

    private static readonly Dictionary<string, Func<GoldenCase, Tensor[], Tensor>> Operations = new()
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
    };

    public static TheoryData<int, string> Rows()
    {
        var rows = new TheoryData<int, string>();
        for (int i = 0; i < Cases.Count; i++)
            rows.Add(i, Cases[i].ToString());
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndGradientsAreThoseOfPyTorch(int row, string name)
    {
        var c = Cases[row];
        Assert.Equal(name, c.ToString());
        foreach (var arranged in new Func<Tensor, Tensor>[] { static x => x, Strided })
        {
            var inputs = Array.ConvertAll(c.Inputs, x => x.DType.IsFloatingPoint ? arranged(x).WithGrad() : arranged(x));
            var y = Operations[c.Op](c, inputs);
            Close(c.Output, y);
            if (c.Gradients is null)
                continue;
            var weights = (1 + Tensor.Arange(y.ElementCount).To(DType.Float64) / 8).Reshape(y.Shape);
            var gradients = Autodiff.Grad([y], [.. inputs.Where(static x => x.RequiresGrad)], [weights]);
            for (int i = 0; i < gradients.Length; i++)
                Close(c.Gradients[i], gradients[i]!);
        }
    }

    /// <summary>The same values in memory with gaps, the axes in another order.</summary>
    private static Tensor Strided(Tensor x)
    {
        if (x.Rank == 0)
            return x;
        int[] reversed = [.. Enumerable.Range(0, x.Rank).Reverse()];
        var wide = Tensor.Stack([x, x], axis: 0).Permute([.. Enumerable.Range(1, x.Rank).Reverse(), 0]).Clone();
        return wide.Select(-1, 1).Permute(reversed);
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.DType, actual.DType);
        double[] e = expected.To(DType.Float64).ToArray<double>(), a = actual.To(DType.Float64).ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            if (!(e[i].Equals(a[i]) || Math.Abs(e[i] - a[i]) <= 1e-12 * Math.Max(1, Math.Abs(e[i]))))
                Assert.Fail($"Element {i}: expected {e[i]:R}, got {a[i]:R}.");
    }
}
