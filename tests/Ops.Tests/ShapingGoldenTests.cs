namespace AutoGrad.Tests;

/// <summary>Operations that move, repeat, join and take apart axes against PyTorch's in float64.</summary>
public class ShapingGoldenTests
{
    private static readonly GoldenTable Table = new("shaping.json", new()
    {
        ["Tile"] = static (c, x) => x[0].Tile(c.Ints("counts")),
        ["RepeatInterleave"] = static (c, x) => c.Has("counts")
            ? x[0].RepeatInterleave(c.Tensor("counts"), c.OptionalInt("axis"))
            : x[0].RepeatInterleave(c.Int("count"), c.OptionalInt("axis")),
        ["RollAxes"] = static (c, x) => x[0].Roll(c.Ints("shifts"), c.Ints("axes")),
        ["RollAll"] = static (c, x) => x[0].Roll(c.Int("shift")),
        ["Rot90"] = static (c, x) => x[0].Rot90(c.Int("turns"), c.Int("axis0"), c.Int("axis1")),
        ["FlipLR"] = static (_, x) => x[0].FlipLR(),
        ["FlipUD"] = static (_, x) => x[0].FlipUD(),
        ["MoveAxes"] = static (c, x) => x[0].MoveAxis(c.Axes("source"), c.Axes("destination")),
        ["SwapAxes"] = static (c, x) => x[0].SwapAxes(c.Int("axis0"), c.Int("axis1")),
        ["Unflatten"] = static (c, x) => x[0].Unflatten(c.Int("axis"), c.Ints("sizes")),
        ["Ravel"] = static (_, x) => x[0].Ravel(),
        ["Narrow"] = static (c, x) => x[0].Narrow(c.Int("axis"), c.Int("start"), c.Int("length")),
        ["BroadcastTo"] = static (c, x) => x[0].BroadcastTo(c.Ints("shape")),
        ["BroadcastTensors"] = static (c, x) => Tensor.BroadcastTensors(x)[c.Int("part")],
        ["AtLeast"] = static (c, x) => c.Int("rank") switch { 1 => x[0].AtLeast1D(), 2 => x[0].AtLeast2D(), _ => x[0].AtLeast3D() },
        ["TensorSplit"] = static (c, x) =>
            (c.Has("cuts") ? x[0].TensorSplit(c.Ints("cuts"), c.Int("axis")) : x[0].TensorSplit(c.Int("count"), c.Int("axis")))[c.Int("part")],
        ["Unbind"] = static (c, x) => x[0].Unbind(c.Int("axis"))[c.Int("part")],
        ["Unfold"] = static (c, x) => c.Has("axis") ? x[0].Unfold(c.Int("axis"), c.Int("size"), c.Int("step")) : x[0].Unfold(0, 3).Unfold(0, 2),
        ["Diagonal"] = static (c, x) => x[0].Diagonal(c.Int("offset"), c.Int("axis0"), c.Int("axis1")),
        ["DiagEmbed"] = static (c, x) => x[0].DiagEmbed(c.Int("offset"), c.Int("axis0"), c.Int("axis1")),
        ["Diag"] = static (c, x) => x[0].Diag(c.Int("diagonal")),
        ["DiagFlat"] = static (c, x) => x[0].DiagFlat(c.Int("offset")),
        ["Trace"] = static (_, x) => x[0].Trace(),
        ["BlockDiag"] = static (_, x) => Tensor.BlockDiag(x),
        ["HStack"] = static (_, x) => Tensor.HStack(x),
        ["VStack"] = static (_, x) => Tensor.VStack(x),
        ["DStack"] = static (_, x) => Tensor.DStack(x),
        ["ColumnStack"] = static (_, x) => Tensor.ColumnStack(x),
        ["Meshgrid"] = static (c, x) => Tensor.Meshgrid(x, c.Enum<GridIndexing>("indexing"))[c.Int("part")],
        ["CartesianProd"] = static (_, x) => Tensor.CartesianProd(x),
        ["Combinations"] = static (c, x) => x[0].Combinations(c.Int("count"), c.Flag("withReplacement")),
        ["Vander"] = static (c, x) => x[0].Vander(c.OptionalInt("columns"), c.Flag("increasing")),
        ["TrilIndices"] = static (c, _) => Tensor.TrilIndices(c.Int("rows"), c.Int("columns"), c.Int("offset")),
        ["TriuIndices"] = static (c, _) => Tensor.TriuIndices(c.Int("rows"), c.Int("columns"), c.Int("offset")),
        ["Logspace"] = static (c, _) => Tensor.Logspace(c.Double("start"), c.Double("end"), c.Int("count"), c.Double("base"), DType.Float64),
    }, tolerance: 1e-12);

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();
}
