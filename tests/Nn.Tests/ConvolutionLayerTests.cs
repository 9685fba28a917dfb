using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Layers of convolutions: what they start from, how they print, what they refuse. Their numbers are those of the functions they call.</summary>
public class ConvolutionLayerTests
{
    [Fact]
    public void TheyPrintThemselves()
    {
        Assert.Equal("Conv2d(1 → 6, kernelSize: (5, 5), stride: (1, 1))", new Conv2d(1, 6, 5).ToString());
        Assert.Equal(
            "Conv2d(4 → 8, kernelSize: (3, 1), stride: (2, 1), padding: (1, 0), dilation: (2, 1), groups: 2, bias: false, paddingMode: Reflect)",
            new Conv2d(4, 8, (3, 1), (2, 1), (1, 0), (2, 1), 2, false, PadMode.Reflect).ToString());
        Assert.Equal("Conv1d(3 → 5, kernelSize: (4), stride: (1), padding: same)", new Conv1d(3, 5, 4, padding: "same").ToString());
        Assert.Equal("Conv3d(1 → 2, kernelSize: (3, 3, 3), stride: (1, 1, 1), padding: (1, 1, 1))", new Conv3d(1, 2, 3, padding: 1).ToString());
        Assert.Equal(
            "ConvTranspose2d(6 → 3, kernelSize: (4, 4), stride: (2, 2), padding: (1, 1), outputPadding: (1, 1))",
            new ConvTranspose2d(6, 3, 4, 2, 1, 1).ToString());
    }

    [Fact]
    public void WeightsStartAsThoseOfPyTorch()
    {
        var layer = new Conv2d(8, 16, (3, 5), groups: 2, generator: Generator.Seeded(1));
        double bound = 1 / Math.Sqrt(4 * 15);
        Assert.Equal([16, 4, 3, 5], layer.Weight.Shape);
        Assert.Equal([16], layer.Bias!.Shape);
        Assert.InRange(layer.Weight.Abs().Max().Item(), 0.95 * bound, bound);
        Assert.InRange(layer.Bias!.Abs().Max().Item(), 0.5 * bound, bound);
        Assert.Equal([8, 6, 3], new ConvTranspose1d(8, 12, 3, groups: 2).Weight.Shape);
        Assert.Equal(["Weight", "Bias"], layer.NamedParameters().Select(static p => p.Name));
    }

    [Fact]
    public void ResultsAreThoseOfTheFunctions()
    {
        var generator = Generator.Seeded(2);
        var x = Tensor.Randn([2, 4, 7, 6], generator);
        var conv = new Conv2d(4, 6, 3, 2, (1, 0), groups: 2, generator: generator);
        Near.Assert(x.Conv2d(conv.Weight, conv.Bias, 2, (1, 0), groups: 2), conv.Forward(x));
        Near.Assert(conv.Forward(x)[1], conv.Forward(x[1]), 1e-6);
        var transposed = new ConvTranspose2d(4, 3, 3, 2, 1, 1, generator: generator);
        Assert.Equal([2, 3, 14, 12], transposed.Forward(x).Shape);
        Near.Assert(x.ConvTranspose2d(transposed.Weight, transposed.Bias, 2, 1, 1), transposed.Forward(x));
        Assert.Equal([2, 5, 7, 6], new Conv2d(4, 5, (3, 4), padding: Margin.Same).Forward(x).Shape);
        Assert.Equal([2, 5, 6, 6], new Conv2d(4, 5, 1, padding: Margin.Of((0, 1), (1, 0))).Forward(x)[.., .., ..6, ..6].Shape);
    }

    [Theory]
    [InlineData(PadMode.Reflect)]
    [InlineData(PadMode.Replicate)]
    [InlineData(PadMode.Circular)]
    public void PaddingMayBeFilledWithOtherThanZeros(PadMode mode)
    {
        var x = Tensor.Randn([2, 3, 5, 6], Generator.Seeded(3), DType.Float64);
        var conv = new Conv2d(3, 4, 3, padding: (1, 2), paddingMode: mode, dtype: DType.Float64);
        Near.Assert(x.Pad([(1, 1), (2, 2)], mode).Conv2d(conv.Weight, conv.Bias), conv.Forward(x));
        var sequence = x[0];
        var one = new Conv1d(5, 2, 2, padding: 1, paddingMode: mode, dtype: DType.Float64);
        Near.Assert(sequence.Pad([(1, 1)], mode).Conv1d(one.Weight, one.Bias), one.Forward(sequence));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var layer = new Conv2d(3, 8, 5);
        AssertSays("Conv2d(3 → 8, kernelSize: (5, 5), stride: (1, 1)): the input is [2, 4, 8, 8], of 4 channels; it must have 3.", () => layer.Forward(Tensor.Zeros([2, 4, 8, 8])));
        AssertSays("Did you mean x.MoveAxis(-1, 1)?", () => layer.Forward(Tensor.Zeros([2, 8, 8, 3])));
        AssertSays("it must be [N, 3, H, W], or [3, H, W] without a batch", () => layer.Forward(Tensor.Zeros([3, 8])));
        AssertSays("the kernel does not fit", () => layer.Forward(Tensor.Zeros([1, 3, 4, 8])));
        Assert.Throws<DTypeException>(() => layer.Forward(Tensor.Zeros([1, 3, 8, 8], DType.Float64)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d(3, 8, 3, groups: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Conv2d(0, 8, 3));
        Assert.Throws<ShapeException>(() => new Conv2d(3, 8, 0));
        Assert.Throws<ShapeException>(() => new Conv2d(3, 8, 3, stride: 0));
        Assert.Throws<ShapeException>(() => new Conv2d(3, 8, 3, padding: -1));
        Assert.Throws<ShapeException>(() => new Conv2d(3, 8, (3, 3, 3)));
        AssertSays("keeps sizes only with stride 1", () => new Conv2d(3, 8, 3, stride: 2, padding: "same"));
        Assert.Throws<ShapeException>(() => new ConvTranspose2d(3, 8, 3, stride: 2, outputPadding: 2));
        Tensor images = Tensor.Zeros([2, 4, 6, 6]), filters = Tensor.Zeros([8, 3, 3, 3]);
        AssertSays("images is [2, 4, 6, 6], of 4 channels, and filters is [8, 3, 3, 3], whose filters take 3", () => images.Conv2d(filters));
        AssertSays("3 groups do not divide the 4 channels of images", () => images.Conv2d(filters, groups: 3));
        AssertSays("filters is [8, 3, 3, 3]; it must be [O, C/groups, kL]", () => images[0].Conv1d(filters));
        AssertSays("it must be [8], a number for each channel of the result", () => images.Conv2d(Tensor.Zeros([8, 4, 3, 3]), Tensor.Zeros([3])));
        Assert.Throws<DTypeException>(() => images.To(DType.Int64).Conv2d(Tensor.Zeros([8, 4, 3, 3])));
        AssertSays("Use less padding", () => images.ConvTranspose2d(Tensor.Zeros([4, 2, 1, 1]), padding: 3));

        static void AssertSays(string part, Func<object> act) => Assert.Contains(part, Assert.Throws<ShapeException>(act).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EmptyBatchesAreOrdinary()
    {
        var layer = new Conv2d(3, 8, 5);
        var y = layer.Forward(Tensor.Zeros([0, 3, 8, 8]));
        Assert.Equal([0, 8, 4, 4], y.Shape);
        y.Sum().Backward();
        Assert.Equal(0, layer.Weight.Grad!.Abs().Max().Item());
    }

    [Fact]
    public void PoolingsAreLayersToo()
    {
        var x = Tensor.Randn([2, 3, 8, 6], Generator.Seeded(4));
        Assert.Equal("MaxPool2d(kernelSize: 2, stride: 2)", new MaxPool2d(2).ToString());
        Assert.Equal("AvgPool2d(kernelSize: (3, 2), stride: 1, padding: 1, ceilMode: true, countIncludePad: false)", new AvgPool2d((3, 2), 1, 1, true, false).ToString());
        Assert.Equal("AdaptiveAvgPool2d(outputSize: (1, 1))", new AdaptiveAvgPool2d((1, 1)).ToString());
        Assert.Equal("LpPool1d(p: 2, kernelSize: 3, stride: 3)", new LpPool1d(2, 3).ToString());
        Near.Assert(x.MaxPool2d(3, 2, 1), new MaxPool2d(3, 2, 1).Forward(x));
        Near.Assert(x.Mean([2, 3], keepDim: true), new AdaptiveAvgPool2d(1).Forward(x), 1e-6);
        Near.Assert(x.Max([2, 3], keepDim: true), new AdaptiveMaxPool2d(1).Forward(x));
        var (values, indices) = new MaxPool2d(2).ForwardWithIndices(x);
        var back = new MaxUnpool2d(2).Forward(values, indices);
        Assert.Equal(x.Shape, back.Shape);
        Near.Assert(values, back.Flatten(2).Gather(2, indices.Flatten(2)).Reshape(values.Shape));
        Near.Assert(values.Sum(), back.Sum(), 1e-5);
        var net = new Sequential(new Conv2d(3, 4, 3), Activation.Relu(), new MaxPool2d(2), new Conv2d(4, 5, 2), new AdaptiveAvgPool2d(1), new Flatten());
        net.Forward(x).Sum().Backward();
        Assert.All(net.Parameters(), static p => Assert.Equal(p.Shape, p.Grad!.Shape));
    }

    [Fact]
    public void ATransposedConvolutionGivesTheSizeThatIsAskedFor()
    {
        var layer = new ConvTranspose2d(2, 3, 3, stride: 2, padding: 1, generator: Generator.Seeded(5));
        var x = Tensor.Randn([1, 2, 4, 5], Generator.Seeded(6));
        Assert.Equal([1, 3, 7, 9], layer.Forward(x).Shape);
        Near.Assert(x.ConvTranspose2d(layer.Weight, layer.Bias, 2, 1, (1, 0)), layer.Forward(x, [8, 9]));
        Assert.Contains("can have 7 to 8 elements", Assert.Throws<ShapeException>(() => layer.Forward(x, [9, 9])).Message);
        Assert.Contains("must have 2 numbers", Assert.Throws<ShapeException>(() => layer.Forward(x, [9])).Message);
    }

    [Fact]
    public void PatchesAreLayersToo()
    {
        var x = Tensor.Randn([2, 3, 6, 6], Generator.Seeded(7));
        var weight = Tensor.Randn([4, 3, 3, 3], Generator.Seeded(8));
        var columns = new Unfold(3, padding: 1).Forward(x);
        Assert.Equal([2, 27, 36], columns.Shape);
        Near.Assert(x.Conv2d(weight, padding: 1), weight.Flatten(1).MatMul(columns).Reshape([2, 4, 6, 6]), 1e-4);
        Near.Assert(x, new Fold((6, 6), 2, stride: 2).Forward(new Unfold(2, stride: 2).Forward(x)));
        Assert.Equal("Unfold(kernelSize: 3, stride: 1, padding: 1)", new Unfold(3, padding: 1).ToString());
    }
}
