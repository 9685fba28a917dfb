using AutoGrad.Nn;
using AutoGrad.Nn.Models;

namespace AutoGrad.Tests;

/// <summary>Summaries of models, and the sizes and receptive fields in them.</summary>
public class SummaryTests
{
    [Fact]
    public void LeNetIsCounted()
    {
        var summary = Summary.Of(new LeNet5(), [2, 1, 28, 28]);
        Assert.Equal(61_706, summary.Parameters);
        Assert.Equal(2 * 416_520, summary.MultiplyAdds); // 6·25·28² + 16·150·10² + 400·120 + 120·84 + 84·10 an image.
        Assert.Equal(["", "Conv1", "Conv2", "Pool", "Linear1", "Linear2", "Linear3"], summary.Rows.Select(static row => row.Name));
        Assert.Equal([0, 156, 2416, 0, 48_120, 10_164, 850], summary.Rows.Select(static row => (int)row.Parameters));
        Assert.Equal(["1 5 14 16"], [string.Join(' ', new[] { 0 }.Concat([1, 2, 3]).Select(i => summary.Rows[i].ReceptiveField?[0].Size ?? 1))]);
        Assert.Equal(new Shape(2, 16, 5, 5), summary.Rows[3].OutputShapes[0]);
        Assert.Equal(2, summary.Rows[3].Calls);
        Assert.Null(summary.Rows[4].ReceptiveField);
        Assert.Equal((2L * 784 * 4, 61_706L * 4), (summary.InputBytes, summary.ParameterBytes));
        Assert.Equal(4 * 2 * (6 * 784 + 6 * 196 + 1600 + 400 + 120 + 84 + 10), summary.OutputBytes);
    }

    [Fact]
    public void TheTableIsPrinted() => Assert.Equal(
        """
        Layer                      Result        Parameters  Multiply-adds  Receptive field
        ───────────────────────────────────────────────────────────────────────────────────
        Sequential                 [1, 4, 3, 3]           –              –            5 × 5
          (Layers.0): Conv2d       [1, 2, 8, 8]          56          3,456            3 × 3
          (Layers.1): BatchNorm2d  [1, 2, 8, 8]           4              –            3 × 3
          (Layers.2): Relu         [1, 2, 8, 8]           –              –            3 × 3
          (Layers.3): Conv2d       [1, 4, 3, 3]          76            648            5 × 5
        ───────────────────────────────────────────────────────────────────────────────────
        Input [1, 3, 8, 8]
        Parameters 136
        Multiply-adds 4,104
        Memory 768 B input, 1.7 KB results, 568 B parameters and buffers, together 3.0 KB
        """.ReplaceLineEndings("\n"),
        Summary.Of(Stack(), [1, 3, 8, 8]).ToString());

    [Fact]
    public void TheModelStaysAsItIs()
    {
        var net = Stack();
        net.Layers[1].Eval();
        var before = net.StateDict();
        int heard = 0;
        using (net.RegisterForwardHook((_, _) => { heard++; }))
            Summary.Of(net, [2, 3, 8, 8]);
        Assert.Equal(1, heard);
        Assert.Equal([true, true, false, true, true], net.Modules().Select(static part => part.IsTraining));
        foreach (var (name, value) in net.StateDict())
            Assert.True(value.EqualTo(before[name]).All().Item<bool>(), name);
        Assert.ThrowsAny<ShapeException>(() => Summary.Of(net, [2, 4, 8, 8]));
        Assert.Equal([true, true, false, true, true], net.Modules().Select(static part => part.IsTraining));
        Assert.Equal(2 * 4104, Summary.Of(net, [2, 3, 8, 8]).MultiplyAdds); // And nothing is left behind.
    }

    [Fact]
    public void ResNetsBranchesMeetInTheLargerField()
    {
        foreach (var kind in Enum.GetValues<ShortcutKind>())
        {
            var summary = Summary.Of(new ResNet20(shortcut: kind), [1, 3, 32, 32]);
            Assert.Equal(kind == ShortcutKind.Padding ? 269_722 : 272_474, summary.Parameters);
            Assert.Equal([7, 11, 15, 21, 29, 37, 49, 65, 81], summary.Rows.Where(static row => row.Depth == 1 && row.Module is ResidualBlock)
                .Select(static row => (int)row.ReceptiveField![0].Size));
        }
    }

    [Fact]
    public void SequencesAreCounted()
    {
        // Embedding none; a layer 12·w² of matrices a position and 2·L·w of attention; the head vocabulary·w.
        var transformer = Summary.Of(new CharTransformer(50, 16, 32, 4, 2), [3, 16], DType.Int64);
        Assert.Equal(3L * 16 * (2 * (12 * 32 * 32 + 2 * 16 * 32) + 50 * 32), transformer.MultiplyAdds);
        Assert.Equal(2, transformer.Rows.Count(static row => row.Module is TransformerEncoderLayer && row.Calls == 1));
        var lstm = Summary.Of(new LSTM(3, 5, 2, bidirectional: true), [7, 2, 3]);
        Assert.Equal(7 * 2 * 2 * 20 * (3 + 5 + 10 + 5), lstm.MultiplyAdds);
        Assert.Equal([[7, 2, 10], [4, 2, 5], [4, 2, 5]], lstm.Rows[0].OutputShapes);
        var bilinear = Summary.Of(new Bilinear(2, 3, 4), (Tensor.Zeros([5, 2]), Tensor.Zeros([5, 3])));
        Assert.Equal(5 * 4 * 3 * (2 + 1), bilinear.MultiplyAdds);
        Assert.Equal([[5, 2], [5, 3]], bilinear.InputShapes);
    }

    [Theory]
    [InlineData(9, 3, 1, 0, 1)]
    [InlineData(9, 3, 2, 1, 1)]
    [InlineData(10, 3, 2, 1, 2)]
    [InlineData(7, 2, 3, 0, 1)]
    [InlineData(12, 4, 3, 2, 3)]
    public void SizesAreThoseOfTheLayers(int size, int kernel, int stride, int padding, int dilation)
    {
        var x = Tensor.Zeros([1, 1, size]);
        Assert.Equal(
            new Conv1d(1, 1, kernel, stride, padding, dilation).Forward(x).Shape[2],
            OutputSize.OfConvolution([size], kernel, stride, padding, dilation)[0]);
        Assert.Equal(
            new ConvTranspose1d(1, 1, kernel, stride, padding, dilation: dilation).Forward(x).Shape[2],
            OutputSize.OfTransposedConvolution([size], kernel, stride, padding, dilation: dilation)[0]);
        foreach (bool ceil in new[] { false, true })
            Assert.Equal(
                new MaxPool1d(kernel, stride, padding, dilation, ceil).Forward(x).Shape[2],
                OutputSize.OfPooling([size], kernel, stride, padding, dilation, ceil)[0]);
    }

    [Fact]
    public void SizesOfSeveralAxes()
    {
        Assert.Equal(new Shape(28, 28), OutputSize.OfConvolution([28, 28], 5, padding: 2));
        Assert.Equal(new Shape(7, 4), OutputSize.OfConvolution([7, 8], (3, 2), (1, 2), Margin.Of((2, 0), (0, 0))));
        Assert.Equal(new Shape(5, 6), OutputSize.OfConvolution([5, 6], (4, 3), padding: "same"));
        Assert.Equal(new Shape(8, 7), OutputSize.OfTransposedConvolution([4, 4], 3, 2, 1, (1, 0)));
        Assert.StartsWith(
            "OfConvolution: the input is [4]; along axis 0 the window covers 5 elements, more than the 4 that are there.",
            Assert.Throws<ShapeException>(() => OutputSize.OfConvolution([4], 5)).Message);
        Assert.Throws<ShapeException>(() => OutputSize.OfPooling([4, 4], (2, 2, 2)));
        Assert.Throws<ShapeException>(() => OutputSize.OfTransposedConvolution([1], 1, padding: 1));
        Assert.Throws<ShapeException>(() => OutputSize.OfConvolution([4], default));
    }

    [Fact]
    public void ReceptiveFieldsAreWhereGradientsArrive()
    {
        SlidingWindow[] stack = [new(5, 2, 2), new(3, 1, 1, 2), new(2, 2), new(4, 3, 1, Transposed: true), new(3)];
        Module<Tensor, Tensor>[] layers =
        [
            new Conv1d(1, 1, 5, 2, 2), new Conv1d(1, 1, 3, 1, 1, 2), new AvgPool1d(2), new ConvTranspose1d(1, 1, 4, 3, 1), new Conv1d(1, 1, 3),
        ];
        for (int depth = 1; depth <= layers.Length; depth++)
        {
            var field = ReceptiveField.Of(1, stack[..depth])[0];
            var net = new Sequential(layers.AsSpan()[..depth]);
            foreach (var parameter in net.Parameters())
                Init.Ones(parameter);
            var x = Tensor.Zeros([1, 1, 120]).WithGrad();
            var y = net.Forward(x);
            double widest = 0;
            for (int i = y.Shape[2] / 3; i < y.Shape[2] / 2; i++)
            {
                double[] gradient = Autodiff.Grad([y[0, 0, i]], [x], retainGraph: true)[0]!.To(DType.Float64).ToArray<double>();
                int first = Array.FindIndex(gradient, static g => g != 0), last = Array.FindLastIndex(gradient, static g => g != 0);
                widest = Math.Max(widest, last - first + 1);
                double centre = field.Centre + i * field.Step;
                Assert.InRange(first, centre - (field.Size - 1) / 2 - 1e-9, centre + field.Size);
                Assert.InRange(last, centre - field.Size, centre + (field.Size - 1) / 2 + 1e-9);
            }
            if (depth < 4)
                Assert.Equal(field.Size, widest);
            else
                Assert.InRange(widest, field.Size - 4, field.Size); // Behind a transposed convolution they are bounds.
        }
        Assert.Equal(4.0 / 3, ReceptiveField.Of(1, stack)[0].Step, 1e-12);
        Assert.Equal(new ReceptiveField(11, 4, 3), ReceptiveField.Input.Through(5, 2, 2).Through(2, 2).Through(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceptiveField.Input.Through(0));
        Assert.Throws<ShapeException>(() => ReceptiveField.Of(2, new SlidingWindow((3, 3, 3))));
    }

    [Fact]
    public void HooksHearOtherFormsOfForward()
    {
        var layer = new TransformerEncoderLayer(4, 2, 8);
        int heard = 0;
        layer.RegisterForwardHook((_, _) => { heard++; });
        var x = Tensor.Zeros([3, 1, 4]);
        layer.Call(x, x => layer.Forward(x, null, isCausal: true));
        new TransformerEncoder(() => layer, 2).Forward(x);
        Assert.Equal(3, heard);
    }

    private static Sequential Stack() => [new Conv2d(3, 2, 3, padding: 1), new BatchNorm2d(2), Activation.Relu(), new Conv2d(2, 4, 3, 2)];
}
