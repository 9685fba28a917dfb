namespace AutoGrad.Tests;

/// <summary>What the golden numbers of shaping cannot show: views, writes through them, dtypes, empty tensors and errors.</summary>
public class ShapingTests
{
    private static readonly Tensor matrix = Tensor.Of([[3.0, 1.0, 2.0], [-1.0, 0.5, 4.0]]);

    [Fact]
    public void WhatIsAViewSharesMemory()
    {
        Tensor[] views =
        [
            matrix.Diagonal(), matrix.Unfold(1, 2), matrix.View(3, -1), matrix.Narrow(1, -2, 2), matrix.Unbind(1)[2], matrix.TensorSplit(2, 1)[1],
            matrix.MoveAxis([0, 1], [1, 0]), matrix.Unflatten(1, 3, 1), matrix.Ravel(), matrix.BroadcastTo([4, 2, 3]), matrix.AtLeast3D(),
            matrix.Diag(1),
            Tensor.Meshgrid([matrix[0], matrix[1]])[0],
        ];
        Assert.All(views, static view => Assert.True(view.SharesMemoryWith(matrix)));
        Assert.Contains("View", Assert.Throws<ShapeException>(static () => matrix.T.View(6)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WritesToADiagonalArePartOfTheGraph()
    {
        var x = Tensor.Of([1.0, 2.0]).WithGrad();
        var y = x.Unsqueeze(1).Expand([2, 2]) * 1;
        y.Diagonal()[..] = x * x;
        (y * Tensor.Of([[1.0, 10.0], [100.0, 1000.0]])).Sum().Backward();
        Assert.Equal([2.0 + 10, 100 + 4000], x.Grad!.ToArray<double>());
    }

    [Fact]
    public void DtypesStay()
    {
        foreach (var dtype in Enum.GetValues<DType>())
        {
            var x = Tensor.Of([[1L, 0L], [1L, 1L]]).To(dtype);
            Assert.Equal(dtype, x.Diagonal().DType);
            Assert.Equal(dtype, x.DiagEmbed().DType);
            Assert.Equal(dtype, x.Unfold(0, 1).DType);
            Assert.Equal(dtype, Tensor.BlockDiag(x, x).DType);
            Assert.Equal(dtype, x.Rot90().Tile(2, 2).RepeatInterleave(2).Roll(1).DType);
            Assert.Equal(dtype, x[0].Combinations().DType);
        }
        Assert.Equal(DType.Float64, Tensor.HStack(Tensor.Of([1L]), Tensor.Of([1.0])).DType);
    }

    [Fact]
    public void EmptyTensorsAreOrdinary()
    {
        var nothing = Tensor.Zeros([0, 3]);
        Assert.Equal([0], nothing.Diagonal().Shape);
        Assert.Equal([0, 3, 3], nothing.DiagEmbed().Shape);
        Assert.Equal([0, 2, 2], nothing.Unfold(1, 2).Shape);
        Assert.Equal([3, 0], nothing.Rot90().Shape);
        Assert.Equal([0, 6], nothing.Tile(2).Shape);
        Assert.Equal([0], nothing.RepeatInterleave(3).Shape);
        Assert.Equal([0, 3], nothing.Roll(5).Shape);
        Assert.Empty(nothing.Unbind());
        Assert.Equal([1, 0], Tensor.BlockDiag().Shape);
        Assert.Equal([0, 3, 1], nothing.Unflatten(1, 3, 1).Shape);
    }

    public static TheoryData<string, Action> Mistakes() => new()
    {
        { "Diagonal", static () => matrix.Diagonal(0, 1, -1) },
        { "Diagonal", static () => matrix[0].Diagonal() },
        { "DiagEmbed", static () => Tensor.Of(1f).DiagEmbed() },
        { "Diag", static () => Tensor.Of(1f).Diag() },
        { "Trace", static () => matrix[0].Trace() },
        { "Unfold", static () => matrix.Unfold(0, 3) },
        { "Rot90", static () => matrix.Rot90(1, 0, -2) },
        { "Roll", static () => matrix.Roll([1], [0, 1]) },
        { "FlipLR", static () => matrix[0].FlipLR() },
        { "FlipUD", static () => Tensor.Of(1f).FlipUD() },
        { "MoveAxis", static () => matrix.MoveAxis([0, 1], [0]) },
        { "MoveAxis", static () => matrix.MoveAxis([0, 0], [0, 1]) },
        { "Unflatten", static () => matrix.Unflatten(1, 2, -1) },
        { "Unflatten", static () => matrix.Unflatten(1) },
        { "Unflatten", static () => matrix.Unflatten(1, -1, -1) },
        { "RepeatInterleave", static () => matrix.RepeatInterleave(Tensor.Of([1L, 2L]), 1) },
        { "BroadcastTensors", static () => Tensor.BroadcastTensors(matrix, matrix.T) },
        { "Meshgrid", static () => Tensor.Meshgrid([matrix]) },
        { "Meshgrid", static () => Tensor.Meshgrid([]) },
        { "CartesianProd", static () => Tensor.CartesianProd(Tensor.Of(1f)) },
        { "Combinations", static () => matrix.Combinations() },
        { "Vander", static () => matrix.Vander() },
        { "BlockDiag", static () => Tensor.BlockDiag(matrix.Unsqueeze(0)) },
        { "Cat", static () => Tensor.HStack() },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void ErrorsNameTheOperation(string operation, Action mistake) =>
        Assert.StartsWith(operation + ":", Assert.Throws<ShapeException>(mistake).Message, StringComparison.Ordinal);

    [Fact]
    public void NumbersOutOfRangeAreRefused()
    {
        Assert.Throws<IndexException>(static () => matrix.Narrow(1, 2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.Unfold(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.TensorSplit(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.RepeatInterleave(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.TrilIndices(-1, 2));
        Assert.Throws<DTypeException>(static () => matrix.RepeatInterleave(matrix[0], 1));
    }
}
