using AutoGrad.Nn;
using AutoGrad.Nn.Models;

namespace AutoGrad.Tests;

/// <summary>The example models, beyond what <see cref="ModelGoldenTests"/> compares.</summary>
public class ModelTests
{
    [Fact]
    public void TheTransformerDoesNotLookAhead()
    {
        var model = new CharTransformer(7, 8, 16, 2, 2, generator: Generator.Seeded(1));
        var a = Tensor.Of([[1L, 2L, 3L, 4L]]);
        var b = Tensor.Of([[1L, 2L, 3L, 6L]]);
        Near.Assert(model.Forward(a)[.., ..3], model.Forward(b)[.., ..3], 0);
        Assert.NotEqual(model.Forward(a)[0, 3, 0].Item(), model.Forward(b)[0, 3, 0].Item());
    }

    [Fact]
    public void TextIsGenerated()
    {
        var model = new CharTransformer(7, 4, 16, 2, 1, dropout: 0.5, generator: Generator.Seeded(1));
        var text = model.Generate(Tensor.Of([1L, 2L]), 9, generator: Generator.Seeded(3));
        Assert.Equal(new Shape(11), text.Shape);
        Assert.Equal([1L, 2L], text[..2].ToArray<long>());
        Assert.Equal(text.ToArray<long>(), model.Generate(Tensor.Of([1L, 2L]), 9, generator: Generator.Seeded(3)).ToArray<long>());
        Assert.True(model.IsTraining);
        Assert.False(text.RequiresGrad);

        // The likeliest of one, and of temperature 0, is the likeliest, beyond the context too.
        var two = Tensor.Of([[1L, 2L], [3L, 0L]]);
        var likeliest = model.Generate(two, 6, temperature: 0);
        Assert.Equal(new Shape(2, 8), likeliest.Shape);
        Assert.Equal(likeliest.ToArray<long>(), model.Generate(two, 6, topK: 1).ToArray<long>());
        Assert.Equal(likeliest[.., ^1].ToArray<long>(), model.Eval().Forward(likeliest[.., 3..7])[.., ^1].ArgMax(axis: -1).ToArray<long>());
        Assert.Equal(two.ToArray<long>(), model.Generate(two, 0).ToArray<long>());
        Assert.Equal(new Shape(1000 + 1), model.Generate(Tensor.Of([1L]), 1000, topK: 100).Shape);
    }

    [Fact]
    public void TiedTablesAreOneParameter()
    {
        var tied = new CharTransformer(7, 4, 16, 2, 1, tied: true);
        Assert.Null(tied.Head);
        Assert.Equal(7 * 16, new CharTransformer(7, 4, 16, 2, 1).Parameters().Sum(static p => p.ElementCount) - tied.Parameters().Sum(static p => p.ElementCount));
        Assert.StartsWith("CharTransformer(7 tokens, contextLength: 4, tied: true", tied.ToString());
    }

    [Fact]
    public void ModelsTakeOtherSizes()
    {
        Assert.Equal(new Shape(2, 5), new ResNet20(5, inChannels: 1, width: 4).Forward(Tensor.Zeros([2, 1, 20, 28])).Shape);
        Assert.Equal(new Shape(0, 10), new LeNet5().Forward(Tensor.Zeros([0, 1, 28, 28])).Shape);
        var same = new ResidualBlock(4, 4, shortcut: ShortcutKind.Padding);
        Assert.Equal(new Shape(2, 4, 5, 5), same.Forward(Tensor.Zeros([2, 4, 5, 5])).Shape);
        Assert.Null(same.Shortcut);
    }

    [Fact]
    public void MistakesAreExplained()
    {
        Says<ShapeException>("LeNet5: the input is [3, 784]; it must be [N, 1, 28, 28]. Did you mean x.Reshape(-1, 1, 28, 28)?", () => new LeNet5().Forward(Tensor.Zeros([3, 784])));
        Says<ArgumentOutOfRangeException>("ResidualBlock: 8 channels cannot be padded to 4", () => new ResidualBlock(8, 4, shortcut: ShortcutKind.Padding));
        var model = new CharTransformer(7, 4, 16, 2, 1);
        Says<ShapeException>("CharTransformer: the input is [5]; it must be [N, L] with L at most 4. Did you mean x.Unsqueeze(0)?", () => model.Forward(Tensor.Arange(5)));
        Says<ShapeException>("CharTransformer: the input is [1, 5]", () => model.Forward(Tensor.Arange(5).Unsqueeze(0)));
        Says<ShapeException>("CharTransformer.Generate: the prompt is [0]", () => model.Generate(Tensor.Arange(0), 1));
        Says<ArgumentOutOfRangeException>("CharTransformer.Generate: temperature is -1", () => model.Generate(Tensor.Arange(2), 1, -1));
        Says<ArgumentOutOfRangeException>("topK", () => model.Generate(Tensor.Arange(2), 1, topK: 0));

        static void Says<T>(string message, Func<object> attempt) where T : Exception => Assert.StartsWith(message, Assert.ThrowsAny<T>(() => attempt()).Message);
    }
}
