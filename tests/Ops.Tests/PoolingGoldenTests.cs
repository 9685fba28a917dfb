namespace AutoGrad.Tests;

/// <summary>Poolings against PyTorch's in float64.</summary>
public class PoolingGoldenTests
{
    private static readonly GoldenTable Table = new("pooling.json", new()
    {
        ["MaxPool1d"] = static (c, x) => x[0].MaxPool1d(
            Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding"), Each(c, "dilation"), Is(c, "ceilMode", false)),
        ["AvgPool1d"] = static (c, x) => x[0].AvgPool1d(
            Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding"), Is(c, "ceilMode", false), Is(c, "countIncludePad", true),
            c.OptionalInt("divisorOverride")),
        ["MaxPool2d"] = static (c, x) => x[0].MaxPool2d(
            Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding"), Each(c, "dilation"), Is(c, "ceilMode", false)),
        ["AvgPool2d"] = static (c, x) => x[0].AvgPool2d(
            Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding"), Is(c, "ceilMode", false), Is(c, "countIncludePad", true),
            c.OptionalInt("divisorOverride")),
        ["MaxPool3d"] = static (c, x) => x[0].MaxPool3d(
            Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding"), Each(c, "dilation"), Is(c, "ceilMode", false)),
        ["AvgPool3d"] = static (c, x) => x[0].AvgPool3d(
            Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding"), Is(c, "ceilMode", false), Is(c, "countIncludePad", true),
            c.OptionalInt("divisorOverride")),
        ["LpPool1d"] = static (c, x) => x[0].LpPool1d(c.Double("p"), Each(c, "kernelSize"), Each(c, "stride"), Is(c, "ceilMode", false)),
        ["AdaptiveAvgPool1d"] = static (c, x) => x[0].AdaptiveAvgPool1d(Each(c, "outputSize")),
        ["AdaptiveMaxPool1d"] = static (c, x) => x[0].AdaptiveMaxPool1d(Each(c, "outputSize")),
        ["LpPool2d"] = static (c, x) => x[0].LpPool2d(c.Double("p"), Each(c, "kernelSize"), Each(c, "stride"), Is(c, "ceilMode", false)),
        ["AdaptiveAvgPool2d"] = static (c, x) => x[0].AdaptiveAvgPool2d(Each(c, "outputSize")),
        ["AdaptiveMaxPool2d"] = static (c, x) => x[0].AdaptiveMaxPool2d(Each(c, "outputSize")),
        ["MaxPool2dIndices"] = static (c, x) =>
            x[0].MaxPool2dWithIndices(Each(c, "kernelSize"), Each(c, "stride"), Each(c, "padding")).Indices,
        ["MaxUnpool2d"] = static (c, x) => x[0].MaxUnpool2d(c.Tensor("indices"), Each(c, "kernelSize"), outputSize: Each(c, "outputSize")),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var x = Tensor.Zeros([2, 3, 4, 4]);
        Assert.Contains("x is [2, 3, 4, 4]; along spatial axis 0 the window covers 5", Assert.Throws<ShapeException>(() => x.MaxPool2d(5)).Message);
        Assert.Contains("at most half the kernel", Assert.Throws<ShapeException>(() => x.MaxPool2d(2, padding: 2)).Message);
        Assert.Throws<ShapeException>(() => x.MaxPool2d(0));
        Assert.Throws<ShapeException>(() => x.AvgPool2d(2, stride: 0));
        Assert.Throws<ShapeException>(() => x.AvgPool1d(2));
        Assert.Throws<ShapeException>(() => x.AdaptiveAvgPool2d(0));
        Assert.Throws<DTypeException>(() => x.To(DType.Int64).AvgPool2d(2));
        Assert.Throws<ShapeException>(() => x.MaxUnpool2d(Tensor.Zeros([1], DType.Int64), 2));
    }

    [Fact]
    public void WholeNumbersAndEmptyBatchesHaveMaxima()
    {
        var x = Tensor.Arange(16).Reshape(1, 1, 4, 4);
        Assert.Equal([5, 7, 13, 15], x.MaxPool2d(2).ToArray<long>());
        Assert.Equal([0, 3, 2, 2], Tensor.Zeros([0, 3, 4, 4]).MaxPool2d(2).Shape);
        Assert.Equal([0, 3, 2, 2], Tensor.Zeros([0, 3, 4, 4]).AvgPool2d(2).Shape);
    }

    private static PerAxis Each(GoldenCase c, string name) => ConvolutionGoldenTests.Each(c, name);

    private static bool Is(GoldenCase c, string name, bool otherwise) => c.Has(name) ? c.Flag(name) : otherwise;
}
