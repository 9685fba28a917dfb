namespace AutoGrad.Tests;

/// <summary>Sorting, searching, and reading and writing at indices, against PyTorch's values and derivatives in float64.</summary>
public class IndexingGoldenTests
{
    private static readonly GoldenTable Table = new("indexing.json", new()
    {
        ["Sort"] = static (c, x) => x[0].Sort(c.Int("axis"), c.Flag("descending")).Values,
        ["ArgSort"] = static (c, x) => x[0].ArgSort(c.Int("axis"), c.Flag("descending")),
        ["TopK"] = static (c, x) => x[0].TopK(c.Int("k"), c.Int("axis"), c.Flag("largest")).Values,
        ["TopKIndices"] = static (c, x) => x[0].TopK(c.Int("k"), c.Int("axis"), c.Flag("largest")).Indices,
        ["KthValue"] = static (c, x) => x[0].KthValue(c.Int("k"), c.Int("axis"), c.Flag("keepDim")).Values,
        ["KthValueIndices"] = static (c, x) => x[0].KthValue(c.Int("k"), c.Int("axis"), c.Flag("keepDim")).Indices,
        ["UniqueValues"] = static (c, x) => x[0].Unique(c.OptionalInt("axis")).Values,
        ["UniqueInverse"] = static (c, x) => x[0].Unique(c.OptionalInt("axis")).Inverse,
        ["UniqueCounts"] = static (c, x) => x[0].Unique(c.OptionalInt("axis")).Counts,
        ["UniqueConsecutiveValues"] = static (c, x) => x[0].UniqueConsecutive(c.OptionalInt("axis")).Values,
        ["UniqueConsecutiveInverse"] = static (c, x) => x[0].UniqueConsecutive(c.OptionalInt("axis")).Inverse,
        ["UniqueConsecutiveCounts"] = static (c, x) => x[0].UniqueConsecutive(c.OptionalInt("axis")).Counts,
        ["SearchSorted"] = static (c, x) => x[0].SearchSorted(x[1], c.Flag("right")),
        ["SearchSortedBy"] = static (c, x) => x[0].SearchSorted(x[1], c.Flag("right"), c.Tensor("sorter")),
        ["Bucketize"] = static (c, x) => x[0].Bucketize(x[1], c.Flag("right")),
        ["IsIn"] = static (c, x) => x[0].IsIn(x[1], c.Flag("invert")),
        ["Take"] = static (c, x) => x[0].Take(c.Tensor("index")),
        ["TakeAlongAxis"] = static (c, x) => x[0].TakeAlongAxis(c.Tensor("index"), c.OptionalInt("axis")),
        ["MaskedSelect"] = static (c, x) => x[0].MaskedSelect(c.Tensor("mask")),
        ["Nonzero"] = static (_, x) => x[0].Nonzero(),
        ["Mask"] = static (c, x) => x[0][c.Tensor("mask")],
        ["RowsColumns"] = static (c, x) => x[0][c.Tensor("rows"), c.Tensor("columns")],
        ["LastColumns"] = static (c, x) => x[0][Tensor.Ellipsis, c.Tensor("index")],
        ["MaskedScatter"] = static (c, x) => x[0].MaskedScatter(c.Tensor("mask"), x[1]),
        ["IndexCopy"] = static (c, x) => x[0].IndexCopy(c.Int("axis"), c.Tensor("index"), x[1]),
        ["IndexFill"] = static (c, x) => x[0].IndexFill(c.Int("axis"), c.Tensor("index"), x[1]),
        ["IndexAdd"] = static (c, x) =>
            x[0].IndexAdd(c.Int("axis"), c.Tensor("index"), Tensor.Cat([x[1], x[1]], c.Int("axis")), c.Double("alpha")),
        ["Put"] = static (c, x) => x[0].Put(c.Tensor("index"), x[1], c.Flag("accumulate")),
        ["IndexPut"] = static (c, x) => x[0].IndexPut(
            c.OptionalTensor("columns") is { } columns ? [c.Tensor("rows"), columns] : [c.Tensor("rows")], x[1], c.Flag("accumulate")),
        ["SelectScatter"] = static (c, x) => x[0].SelectScatter(x[1], c.Int("axis"), c.Int("index")),
        ["SliceScatter"] = static (c, x) => x[0].SliceScatter(x[1], c.Int("axis"), c.Int("start")..c.Int("end"), c.Int("step")),
        ["DiagonalScatter"] = static (c, x) => x[0].DiagonalScatter(x[1], c.Int("offset"), c.Int("axis1"), c.Int("axis2")),
        ["ScatterReduce"] = static (c, x) => x[0].ScatterReduce(
            c.Int("axis"), c.Tensor("index"), x[1], c.Enum<ScatterReduction>("reduction"), c.Flag("includeSelf")),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();
}
