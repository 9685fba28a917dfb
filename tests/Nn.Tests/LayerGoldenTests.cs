using AutoGrad.Nn;

namespace AutoGrad.Tests;

/// <summary>Embeddings, bilinear maps, margins, shuffled pixels and resampled images against PyTorch's in float64; dropouts by their statistics.</summary>
public class LayerGoldenTests
{
    private static readonly GoldenTable Table = new("layers.json", new()
    {
        ["Embedding"] = static (c, x) => Looked(
            new Embedding(5, 3, c.OptionalInt("paddingIndex"), c.OptionalDouble("maxNorm"), scaleGradByFreq: c.Flag("frequency"), dtype: DType.Float64), c, x),
        ["EmbeddingCubed"] = static (c, x) => Looked(new Embedding(5, 3, c.OptionalInt("paddingIndex"), dtype: DType.Float64), c, x).Pow(3),
        ["EmbeddingBagCubed"] = static (c, x) => Looked(new EmbeddingBag(5, 3, c.Enum<EmbeddingBagMode>("mode"), dtype: DType.Float64), c, x).Pow(3),
        ["EmbeddingBag"] = static (c, x) =>
        {
            var bag = new EmbeddingBag(
                5, 3, c.Enum<EmbeddingBagMode>("mode"), c.OptionalInt("paddingIndex"), includeLastOffset: c.Flag("last"), dtype: DType.Float64);
            return Looked(c.OptionalTensor("offsets") is { } offsets ? new Bags(bag, offsets, c.OptionalTensor("weights")) : bag, c, x);
        },
        ["Bilinear"] = static (_, x) =>
        {
            var layer = new Bilinear(2, 3, 4, bias: x.Length == 4, dtype: DType.Float64);
            var parameters = layer.NamedParameters().Select(static p => p.Name).Zip(x[2..], KeyValuePair.Create);
            return layer.FunctionalCall(new Dictionary<string, Tensor>(parameters), (x[0], x[1]));
        },
        ["Pad"] = static (c, x) => x[0].Pad([.. c.Ints("pairs").Chunk(2).Select(static pair => (pair[0], pair[1]))], c.Enum<PadMode>("mode"), 0.5),
        ["PixelShuffle"] = static (c, x) => new PixelShuffle(c.Int("factor")).Forward(x[0]),
        ["PixelUnshuffle"] = static (c, x) => new PixelUnshuffle(c.Int("factor")).Forward(x[0]),
        ["Interpolate"] = static (c, x) => c.Has("size")
            ? new Upsample(c.Ints("size"), c.Enum<InterpolationMode>("mode"), c.Flag("corners")).Forward(x[0])
            : new Upsample(c.Double("scale"), c.Enum<InterpolationMode>("mode"), c.Flag("corners")).Forward(x[0]),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    /// <summary>Looks numbers up in a table that is the case's input.</summary>
    private static Tensor Looked(Module<Tensor, Tensor> layer, GoldenCase c, Tensor[] x) =>
        layer.FunctionalCall(new Dictionary<string, Tensor> { [layer.NamedParameters()[0].Name] = x[0].RequiresGrad ? x[0] : x[0].Clone() }, c.Tensor("x"));

    private sealed class Bags(EmbeddingBag bag, Tensor offsets, Tensor? weights) : Module<Tensor, Tensor>
    {
        public EmbeddingBag Bag { get; } = bag;

        public override Tensor Forward(Tensor x) => Bag.Forward(x, offsets, weights);
    }

    [Fact]
    public void PaddingStartsAtZeroAndLengthsAreKeptInTheTable()
    {
        var embedding = new Embedding(4, 3, paddingIndex: -1, maxNorm: 0.5, generator: Generator.Seeded(1));
        Assert.Equal([0f, 0f, 0f], embedding.Weight[3].ToArray<float>());
        var before = embedding.Weight.Detach().Clone();
        embedding.Forward(Tensor.Of([0L, 2L, 0L]));
        Assert.All([0, 2], i => Assert.Equal(0.5, embedding.Weight[i].Detach().Square().Sum().Sqrt().Item(), 1e-6));
        Assert.Equal(before[1].ToArray<float>(), embedding.Weight[1].ToArray<float>());
        Assert.Equal("Embedding(4, 3, padding index: 3, max norm: 0.5)", embedding.ToString());
    }

    public static TheoryData<string> Dropouts => ["1", "2", "3"];

    [Theory]
    [MemberData(nameof(Dropouts))]
    public void WholeChannelsAreDropped(string axes)
    {
        Module<Tensor, Tensor> layer = axes switch
        {
            "1" => new Dropout1d(0.25, Generator.Seeded(3)),
            "2" => new Dropout2d(0.25, Generator.Seeded(3)),
            _ => new Dropout3d(0.25, Generator.Seeded(3)),
        };
        Shape each = [.. Enumerable.Repeat(3, int.Parse(axes))];
        var y = layer.Forward(Tensor.Ones([40, 50, .. each])).Reshape(2000, each.ElementCount);
        Assert.Equal(y.Min(1).ToArray<float>(), y.Max(1).ToArray<float>());
        Assert.Equal(0.25, y[.., 0].EqualTo(0).Mean().Item(), 5 * Math.Sqrt(0.25 * 0.75 / 2000));
        Assert.Equal(4f / 3, y.Max().Item<float>(), 1e-6);
        var x = Tensor.Ones([2, 2, .. each]);
        Assert.Same(x, layer.Eval().Forward(x));
        Assert.Throws<ShapeException>(() => layer.Forward(Tensor.Ones([2])));
    }

    [Fact]
    public void AlphaDropoutKeepsMeanAndVariance()
    {
        const int Count = 100_000;
        var y = new AlphaDropout(0.3, Generator.Seeded(8)).Forward(Tensor.Randn([Count], Generator.Seeded(5), DType.Float64));
        Assert.Equal(0, y.Mean().Item(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, y.Var().Item(), 10 / Math.Sqrt(Count));
        double least = -1.7580993408473766, dropped = 0.7 * least / Math.Sqrt(0.7 * (1 + 0.3 * least * least));
        Assert.Equal(0.3, ((y - dropped).Abs() < 1e-12).Mean().Item(), 5 * Math.Sqrt(0.3 * 0.7 / Count));
    }

    [Fact]
    public void UnflattenUndoesFlatten()
    {
        var x = Tensor.Arange(24).Reshape(2, 3, 4);
        Assert.Equal(x.Shape, new Unflatten(1, 3, -1).Forward(x.Flatten(1)).Shape);
        Assert.Equal(x.Shape, new Unflatten(-1, 3, 4).Forward(x.Flatten(1)).Shape);
        Assert.Throws<ShapeException>(() => new Unflatten(1, 5, -1).Forward(x.Flatten(1)));
        Assert.Equal("Unflatten(axis: 1, sizes: [3, -1])", new Unflatten(1, 3, -1).ToString());
    }

    [Fact]
    public void LayersAreParameterisedAndPrinted()
    {
        Tensor x = Tensor.Arange(3).To(DType.Float32).Reshape(1, 1, 3);
        Assert.Equal([1f, 0, 1, 2, 1], Padding.Reflection1d(1).Forward(x).ToArray<float>());
        Assert.Equal([2f, 0, 1, 2, 0], Padding.Circular1d(1).Forward(x).ToArray<float>());
        Assert.Equal([7f, 0, 1, 2, 7], Padding.Constant1d(1, 7).Forward(x).ToArray<float>());
        Assert.Equal("Padding(Constant, (1, 1), (1, 1), value: 0)", Padding.Zero2d(1).ToString());
        Assert.Equal("Upsample(scale: 2, mode: Linear)", new Upsample(2, InterpolationMode.Linear).ToString());
        Assert.Equal("Bilinear(2 × 3 → 4, bias: true)", new Bilinear(2, 3, 4).ToString());
        Assert.Equal("EmbeddingBag(5, 3, mode: Mean)", new EmbeddingBag(5, 3).ToString());
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var x = Tensor.Ones([1, 3, 4]);
        Says<IndexException>("Embedding(5, 3): the input holds -1 at [1]; the table has 5 vectors, numbered from 0 to 4.", static () =>
            new Embedding(5, 3).Forward(Tensor.Of([0L, -1L])));
        Says<DTypeException>("Embedding(5, 3): the input is Float32; it must hold whole numbers.", () => new Embedding(5, 3).Forward(x));
        Says<ArgumentOutOfRangeException>("Embedding: the padding index must lie from -5 to 4.", static () => new Embedding(5, 3, 5));
        Says<ShapeException>("EmbeddingBag(5, 3, mode: Mean): the input is [2]; it must be [N, L], or [M] with offsets.", static () =>
            new EmbeddingBag(5, 3).Forward(Tensor.Of([0L, 1L])));
        Says<IndexException>("EmbeddingBag(5, 3, mode: Mean): offset 1 is 3; offsets begin at 0, ascend, and end at 2", static () =>
            new EmbeddingBag(5, 3).Forward(Tensor.Of([0L, 1L]), Tensor.Of([0L, 3L])));
        Says<ShapeException>("Pad: (4, 0) along axis 2 of shape [1, 3, 4] is more than 3, which is all that Reflect has to put there.", () =>
            x.Pad([(4, 0)], PadMode.Reflect));
        Says<ShapeException>("PixelShuffle: the input is [1, 3, 4]; it must be [..., C, H, W], C being divided by 4", () => x.PixelShuffle(2));
        Says<ShapeException>("Interpolate: the input is [1, 3, 4] and 2 sizes are asked for", () => x.Interpolate([2, 2]));
        Says<ArgumentException>("Interpolate: Bicubic is for two axes, and the input [1, 3, 4] has 1.", () => x.Interpolate(2.0, InterpolationMode.Bicubic));
        Says<ShapeException>("Bilinear(2 × 3 → 4, bias: true): the inputs are [1, 3, 4] and [1, 3, 4]; they must be [..., 2] and [..., 3].", () =>
            new Bilinear(2, 3, 4).Forward(x, x));

        static void Says<T>(string message, Func<object> attempt) where T : Exception => Assert.StartsWith(message, Assert.ThrowsAny<T>(() => attempt()).Message);
    }
}
