namespace AutoGrad.Tests;

/// <summary>Patches, sampling and other ways to read images against PyTorch's in float64.</summary>
public class ImageGoldenTests
{
    private static readonly GoldenTable Table = new("images.json", new()
    {
        ["Im2Col"] = static (c, x) => x[0].Im2Col(c.Ints("kernel"), c.Ints("dilation"), c.Ints("padding"), c.Ints("stride")),
        ["Col2Im"] = static (c, x) => x[0].Col2Im(c.Ints("size"), c.Ints("kernel"), c.Ints("dilation"), c.Ints("padding"), c.Ints("stride")),
        ["AffineGrid"] = static (c, x) => x[0].AffineGrid(c.Ints("size"), c.Flag("alignCorners")),
        ["GridSample"] = static (c, x) => x[0].GridSample(x[1], Mode(c.Text("mode")), c.Enum<GridPadding>("padding"), c.Flag("alignCorners")),
        ["NearestExact"] = static (c, x) => x[0].Interpolate(c.Ints("size"), InterpolationMode.NearestExact),
        ["AdaptiveAvgPool1d"] = static (c, x) => x[0].AdaptiveAvgPool1d(c.Int("size")),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    [Fact]
    public void WhatDoesNotFitIsSaid()
    {
        Tensor images = Tensor.Zeros([2, 3, 4, 5]), columns = Tensor.Zeros([2, 12, 7]), grid = Tensor.Zeros([2, 4, 4, 3]), maps = Tensor.Zeros([2, 2, 2]);
        Assert.Contains("covers 5 elements, more than the 4", Assert.Throws<ShapeException>(() => images.Im2Col(5)).Message);
        Assert.Contains("columns is [2, 12, 7]", Assert.Throws<ShapeException>(() => columns.Col2Im((4, 5), 2)).Message);
        Assert.Contains("grid [2, 4, 4, 3]", Assert.Throws<ShapeException>(() => images.GridSample(grid)).Message);
        Assert.Throws<DTypeException>(() => images.GridSample(grid[.., .., .., ..2].To(DType.Float64)));
        Assert.Throws<ArgumentException>(() => Tensor.Zeros([1, 1, 2, 2, 2]).GridSample(Tensor.Zeros([1, 1, 1, 1, 3]), InterpolationMode.Bicubic));
        Assert.Contains("maps is [2, 2, 2]", Assert.Throws<ShapeException>(() => maps.AffineGrid([2, 1, 4, 4])).Message);
    }

    [Theory]
    [InlineData(InterpolationMode.Linear)]
    [InlineData(InterpolationMode.Bicubic)]
    public void SamplingHasDerivativesOfSecondOrder(InterpolationMode mode)
    {
        Tensor images = Tensor.Randn([1, 2, 3, 4], Generator.Seeded(3), DType.Float64), grid = Tensor.Rand([1, 2, 2, 2], Generator.Seeded(4), DType.Float64);
        foreach (var padding in Enum.GetValues<GridPadding>())
        {
            GradCheck.Check(x => x.GridSample(grid * 2.2 - 1.1, mode, padding), images, new GradCheckOptions { SecondOrder = true });
            GradCheck.Check(g => images.GridSample(g * 2.2 - 1.1, mode, padding), grid, new GradCheckOptions { SecondOrder = true });
        }
        var batched = Autodiff.VMap((x, g) => x.Unsqueeze(0).GridSample(g.Unsqueeze(0), mode))(images.Expand([3, 2, 3, 4]), grid.Expand([3, 2, 2, 2]));
        Near.Assert(images.GridSample(grid, mode), batched[1]);
    }

    private static InterpolationMode Mode(string name) => name switch
    {
        "nearest" => InterpolationMode.Nearest,
        "bicubic" => InterpolationMode.Bicubic,
        _ => InterpolationMode.Linear,
    };
}
