namespace AutoGrad.Tests;

/// <summary>VMap of functions: compositions, nesting, transforms inside and outside, axes, results of every kind.</summary>
public class VMapTests
{
    private static readonly Tensor index = Tensor.Of([[0L, 2L, 0L], [1L, -1L, 1L]]);

    private static readonly Dictionary<string, Func<Tensor, Tensor>> functions = new()
    {
        ["mean"] = static x => x.Mean(),
        ["mean of an axis"] = static x => x.Mean(1),
        ["variance"] = static x => x.Var(0),
        ["deviation"] = static x => x.Std(1),
        ["product"] = static x => x.Prod(),
        ["product of an axis"] = static x => x.Prod(-1, keepDim: true),
        ["maximum"] = static x => x.Max(),
        ["maximum of an axis"] = static x => x.Max(1),
        ["minimum of an axis"] = static x => x.Min(0, keepDim: true),
        ["stack"] = static x => Tensor.Stack([x, x * x], 1),
        ["cat with a constant"] = static x => Tensor.Cat([x, Tensor.Ones([2, 1], DType.Float64), x * x], 1),
        ["split"] = static x => x.Split(1, 1)[1] * x.Split(1, 1)[0],
        ["pad"] = static x => x.Pad(1, 1, 2, 0.5),
        ["flip"] = static x => x.Flip() * x,
        ["roll"] = static x => x.Roll(1, 1) * x,
        ["repeat"] = static x => x.Repeat(2, 2) * 3,
        ["gather"] = static x => x.Gather(1, index),
        ["gather by itself"] = static x => x.Gather(1, x.ArgMax(1, keepDim: true)),
        ["scatter"] = static x => x.Scatter(1, index, x * x),
        ["scatter where it says itself"] = static x => x.Scatter(1, x.ArgMax(1, keepDim: true), x.Slice(1, ..1) * x.Slice(1, 1..2)),
        ["scatter-add"] = static x => (x * x).ScatterAdd(1, index, x),
        ["pick by tensors"] = static x => x[Tensor.Of([1L, 0L]), Tensor.Of([2L, -1L])],
        ["pick by itself"] = static x => x[0, x[1].ArgMax()],
        ["pick from a constant by itself"] = static x => Tensor.Arange(0, 6, dtype: DType.Float64).Reshape(2, 3)[.., x.ArgMax(1)] * x[.., 1..],
        ["pick by tensors around an axis"] = static x => x.Unsqueeze(1)[x.ArgMax(0), .., Tensor.Of([0L, 1L, 2L])],
        ["pick by mask"] = static x => x[Tensor.Of([[true, false, true], [false, true, true]])],
        ["new axis and range"] = static x => x[.., Tensor.NewAxis, 1..],
        ["choice"] = static x => Tensor.Where(x > 0, x.Abs().Log(), x * x),
        ["choice between numbers"] = static x => x * Tensor.Where(x > 0, 1.0, 0.5),
        ["clamped"] = static x => x.Clamp(-0.5, 0.5) * x.MaskedFill(x < 0, 0.25),
        ["matrix product"] = static x => x.MatMul(x.T),
        ["matrix and vector"] = static x => x.MatMul(x[0]),
        ["vector and matrix"] = static x => x[.., 0].MatMul(x),
        ["inner product"] = static x => x[0].MatMul(x[1]),
        ["matrix product with a constant"] = static x => Tensor.Of([[1.0, -2.0]]).MatMul(x).MatMul(Tensor.Of([[1.0], [2.0], [3.0]])),
        ["matrix product with a batch"] = static x => x.MatMul(Tensor.Arange(0, 24, dtype: DType.Float64).Reshape(2, 3, 4) * 0.1),
        ["division by a sum"] = static x => x / (x * x).Sum(1, keepDim: true),
        ["a number in front"] = static x => 1 / (2 + x * x) - 3 * x,
        ["power"] = static x => x.Abs().Pow(2.5) + (1 + x * x).Pow(x),
        ["softmax of logits"] = static x => x.LogSoftmax(0) - x.Softmax(1) * x.LogSumExp(),
        ["layer normalisation"] = static x => x.LayerNorm([3], x[0], x[1]) + x.T.LayerNorm([2]).T,
        ["layer normalisation of two axes"] = static x => x.LayerNorm([2, 3], x * x, Tensor.Ones([2, 3], DType.Float64)),
        ["cross-entropy"] = static x => x.SoftmaxCrossEntropy(Tensor.Of([2L, 0L])) + x.SoftmaxCrossEntropy(x.ArgMax(1)),
        ["one-hot"] = static x => x.ArgMin(1).OneHot(3, DType.Float64) * x,
        ["triangles"] = static x => x.Tril() * 2 + x.Triu(1).Cumsum(1),
        ["finite"] = static x => Tensor.Where(x.IsFinite() & !x.IsNaN(), x, 0) * (x > 0).Any(0).To(DType.Float64) * (x > -9).All().To(DType.Float64),
        ["a constant"] = static _ => Tensor.Of([1.0, 2.0]),
        ["the argument"] = static x => x,
        ["detached"] = static x => x.Detach() * x,
        ["unrecorded"] = static x =>
        {
            using (Autodiff.NoGrad())
                return x * x;
        },
        ["gradient"] = static x => Autodiff.Grad(static z => (z.Sin() * z).Sum(), x),
        ["gradient by a constant"] = static x => Autodiff.Grad(z => (x * z).Exp().Sum(), Tensor.Of([1.0, 0.5, 0.25]), createGraph: true),
        ["gradient of a gradient"] = static x => Autodiff.Grad(static z => Autodiff.Grad(static w => (w * w * w).Sum(), z).Square().Sum(), x),
        ["Jacobian–vector product"] = static x => Autodiff.Jvp(static z => z.Softmax(1) * z, x, x.Flip(), createGraph: true).Product,
        ["vector–Jacobian product"] = static x => Autodiff.Vjp(static z => z.Softmax(1) * z, x, x.Flip(), createGraph: true).Product,
        ["Hessian–vector product"] = static x => Autodiff.Hvp(static z => (z * z * z).Sum(), x, Tensor.OnesLike(x)),
        ["Jacobian"] = static x => Autodiff.Jacobian(static z => z.Cumsum(1) * z, x),
        ["Jacobian in chunks"] = static x => Autodiff.Jacobian(static z => z.Cumsum(1) * z, x, chunkSize: 4),
        ["Jacobian in a loop"] = static x => Autodiff.Jacobian(static z => z.Cumsum(1) * z, x, chunkSize: 1),
        ["Hessian"] = static x => Autodiff.Hessian(static z => z.Prod(1).Sin().Sum(), x),
        ["VMap"] = static x => Autodiff.VMap(static row => row.Softmax(0) * row[0])(x),
        ["VMap over columns"] = static x => Autodiff.VMap(static column => column.Cumsum(0) * column.Sum(), -1, 1)(x),
        ["VMap of both"] = static x => Autodiff.VMap((a, b) => a.MatMul(b) * x, inAxes: [0, 1])(x, x.T),
        ["VMap of a gradient"] = static x => Autodiff.VMap(row => Autodiff.Grad(z => (z * z * x).Sum(), row))(x),
        ["gradient of VMap"] = static x => Autodiff.Grad(static z => Autodiff.VMap(static row => (row * row).Prod())(z).Sin().Sum(), x),
    };

    public static TheoryData<string> Names => [.. functions.Keys];

    private static Tensor Draw(Shape shape, int seed = 1) => Tensor.Randn(shape, Generator.Seeded(seed), DType.Float64);

    [Theory]
    [MemberData(nameof(Names))]
    public void VMapIsTheStackOfTheResultsInEveryOrder(string name)
    {
        var f = functions[name];
        OverBatch.AssertSameInEveryOrder(x => f(x[0]), [Draw([3, 2, 3])], [0], name);
        OverBatch.AssertSame(x => [f(x[0])], [Draw([2, 3, 4])], [2], $"{name} along the last axis");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NestedVMapsAreNestedStacks(string name)
    {
        var f = functions[name];
        var x = Draw([2, 3, 2, 3]);
        var inner = OverBatch.Loop(z => [f(z[0])], [0]);
        OverBatch.AssertSameInEveryOrder(z => Autodiff.VMap(f)(z[0]), [x], [0], name);
        OverBatch.AssertEqual(OverBatch.Loop(inner, [0])([x])[0], Autodiff.VMap(Autodiff.VMap(f))(x), name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void ChunksGiveTheSame(int chunkSize)
    {
        var x = Draw([2, 3, 5]);
        OverBatch.AssertEqual(
            Autodiff.VMap(static z => z.Softmax(1).MatMul(z.T), 2, -1)(x), Autodiff.VMap(static z => z.Softmax(1).MatMul(z.T), 2, -1, chunkSize)(x), "chunks");
    }

    /// <summary>Elementwise operations, softmaxes, products and reductions, one after another at random.</summary>
    [Fact]
    public void RandomCompositions()
    {
        Func<Tensor, Tensor>[] steps =
        [
            static x => x.Sin(), static x => x * x.Sigmoid(), static x => x.Softmax(1), static x => x + x.Sum(0), static x => x - x.Mean(1, keepDim: true),
            static x => x.MatMul(x.T).MatMul(x) * 0.1, static x => x.Flip(0), static x => Tensor.Where(x > 0.1, x, 0.3 * x), static x => x.Cumsum(1).Tanh(),
            static x => x.Reshape(3, 2).T, static x => x.T.Reshape(2, 3), static x => x.Max(0, keepDim: true) - x, static x => Tensor.Cat([x, x.Exp()], 1)[.., 1..4],
            static x => x / (1 + x.Square().Sum()), static x => x.LayerNorm([3]), static x => x.Gather(1, index), static x => x[0] * x, static x => x.Maximum(0.2).Minimum(x[1]),
        ];
        for (int seed = 1; seed <= 40; seed++)
        {
            var random = new Random(seed);
            int[] chosen = [.. Enumerable.Range(0, 4).Select(_ => random.Next(steps.Length))];
            OverBatch.AssertSameInEveryOrder(
                x => chosen.Aggregate(x[0] + x[1], (y, step) => steps[step](y)),
                [Draw([3, 2, 3], seed), seed % 2 == 0 ? Draw([2, 3], -seed) : Draw([2, 3, 3], -seed)],
                [0, seed % 2 == 0 ? null : 2],
                $"steps {string.Join(", ", chosen)}",
                1e-9);
        }
    }

    [Fact]
    public void PerSampleGradientsOfWhatAllSamplesShare()
    {
        Tensor w = Draw([3]), xs = Draw([5, 3], 2);
        static Tensor Loss(Tensor w, Tensor x) => (w * x).Sum().Tanh().Square();
        var expected = Tensor.Stack([.. Enumerable.Range(0, 5).Select(i => Autodiff.Grad(w => Loss(w, xs[i]), w))]);
        OverBatch.AssertEqual(expected, Autodiff.VMap((w, x) => Autodiff.Grad(z => Loss(z, x), w), inAxes: [null, 0])(w, xs), "as an argument");
        OverBatch.AssertEqual(expected, Autodiff.VMap(x => Autodiff.Grad(z => Loss(z, x), w))(xs), "captured");
        var leaf = w.Detach().WithGrad();
        OverBatch.AssertEqual(expected, Autodiff.VMap(x => Autodiff.Grad(Loss(leaf, x), leaf))(xs), "a leaf outside");
        Assert.Null(leaf.Grad);
        Autodiff.VMap(x => Loss(leaf, x))(xs).Sum().Backward();
        OverBatch.AssertEqual(expected.Sum(0), leaf.Grad!, "backward outside");
    }

    [Fact]
    public void AGradientOutsideGoesThroughWhatOneInsideCaptures()
    {
        // The batched x is captured by a gradient with respect to something else, and depends on w.
        Tensor w = Draw([3]), xs = Draw([4, 3], 2), z0 = Draw([3], 3);
        Tensor Inside(Tensor x) => Autodiff.Grad(z => (z * x).Sin().Sum(), z0);
        var expected = Autodiff.Grad(w => Tensor.Stack([.. Enumerable.Range(0, 4).Select(i => Inside(w * xs[i]))]).Square().Sum(), w);
        OverBatch.AssertEqual(expected, Autodiff.Grad(w => Autodiff.VMap(Inside)(w * xs).Square().Sum(), w), "gradient");
    }

    [Fact]
    public void SeveralResultsAndAxes()
    {
        Tensor a = Draw([4, 2]), b = Draw([3, 4], 2);
        var both = Autodiff.VMap((x, y) => (x.Sum() * y, x), inAxes: [0, 1], outAxis: -1)(a, b);
        OverBatch.AssertEqual(a.Sum(1) * b, both.Item1, "first");
        OverBatch.AssertEqual(a.T, both.Item2, "second");
        var list = Autodiff.VMap((Tensor[] x) => new[] { x[0], x[1] * x[2] }, inAxes: [1, 0, null], outAxes: [1, 0])([b, a, a[0]]);
        OverBatch.AssertEqual(b, list[0], "list");
        OverBatch.AssertEqual(a * a[0], list[1], "list");
        var (values, gradients) = Autodiff.VMap(static x => Autodiff.ValueAndGrad(static z => z.Square().Sum(), x))(a);
        OverBatch.AssertEqual(a.Square().Sum(1), values, "values");
        OverBatch.AssertEqual(2 * a, gradients, "gradients");
        OverBatch.AssertEqual(a * b.T[.., ..2] + 1, Autodiff.VMap((x, y, z) => x * y + z, inAxes: [0, 0, null])(a, b.T[.., ..2], 1.0), "three, one of them a number");
        OverBatch.AssertEqual([2 * a, a], Autodiff.VMap(static x => new[] { 2 * x, x })(a), "an array", 0);
        OverBatch.AssertEqual([a, a * 2], Autodiff.VMap((x, y) => new[] { x, y + x })(a, a), "an array of two", 0);
        OverBatch.AssertEqual([a * a * a], Autodiff.VMap((x, y, z) => new[] { x * y * z })(a, a, a), "an array of three", 1e-15);
        OverBatch.AssertEqual(3 * a, Autodiff.VMap((x, y, z) => (x + y + z, x))(a, a, a).Item1, "a pair of three", 1e-15);
        OverBatch.AssertEqual(2 * a, Autodiff.VMap((Tensor[] x) => x[0] + x[1])([a, a]), "any number", 1e-15);
    }

    [Fact]
    public void AResultThatDoesNotDependOnTheBatchIsRepeated()
    {
        var x = Draw([3, 2]);
        var w = Draw([2]).WithGrad();
        var y = Autodiff.VMap(_ => w * 2, outAxis: 1)(x);
        OverBatch.AssertEqual((w * 2).Unsqueeze(1).Expand([2, 3]), y, "repeated");
        y.Sum().Backward();
        Assert.Equal([6, 6], w.Grad!.ToArray<double>());
        Assert.Equal((new Shape(3), DType.Float32), (Autodiff.VMap(_ => 1.5)(x).Shape, Autodiff.VMap(_ => 1.5)(x).DType));
        Assert.Equal([7L, 7L, 7L], Autodiff.VMap(_ => 7)(x).ToArray<long>());
    }

    [Fact]
    public void DerivativesOfVMapPassTheCheck() => Assert.Empty(GradCheck.Check(
        x => Autodiff.VMap(static row => row.Softmax(0) * row.Prod())(x), Draw([3, 4]), GradCheckOptions.Thorough).Warnings);

    [Fact]
    public void RandomNumbersAreTheSameForEverySample()
    {
        var noise = Autodiff.VMap(static x => x + Tensor.Randn([2], Generator.Seeded(1), DType.Float64))(Tensor.Zeros([3, 2], DType.Float64));
        OverBatch.AssertEqual(noise[0].Expand([3, 2]), noise, "noise");
    }

    [Fact]
    public void JacobiansAreThoseOfALoop()
    {
        var x = Draw([3, 4]);
        Tensor F(Tensor z) => z.MatMul(z.T).Softmax(1) * z.Sum(1);
        var loop = Autodiff.Jacobian(F, x, chunkSize: 1);
        Assert.Equal(new Shape(3, 3, 3, 4), loop.Shape);
        OverBatch.AssertEqual(loop, Autodiff.Jacobian(F, x), "Jacobian");
        OverBatch.AssertEqual(loop, Autodiff.Jacobian(F, x, chunkSize: 2), "Jacobian in chunks");
        OverBatch.AssertEqual(
            Autodiff.Hessian(z => F(z).Sin().Sum(), x, chunkSize: 1), Autodiff.Hessian(z => F(z).Sin().Sum(), x), "Hessian", 1e-10);
        OverBatch.AssertEqual(
            Autodiff.Grad(z => Autodiff.Jacobian(F, z, chunkSize: 1).Square().Sum(), x), Autodiff.Grad(z => Autodiff.Jacobian(F, z).Square().Sum(), x), "its gradient", 1e-10);
        OverBatch.AssertEqual(loop, Autodiff.VMap(v => Autodiff.Jvp(F, x, v).Product, outAxis: -1)(Tensor.Eye(12, dtype: DType.Float64).Reshape(12, 3, 4))
            .Reshape(3, 3, 3, 4), "forward mode");
        Assert.Equal(new Shape(0, 3, 4), Autodiff.Jacobian(static z => z[0, ..0], x).Shape);
        Assert.Equal(new Shape(2, 0), Autodiff.Jacobian(static z => z.Sum() * Tensor.Ones([2], DType.Float64), Tensor.Zeros([0], DType.Float64)).Shape);
        Assert.Throws<ArgumentOutOfRangeException>("chunkSize", () => Autodiff.Jacobian(F, x, chunkSize: 0));
    }

    /// <summary>Everything elementwise in blocks, scopes inside and outside, and backward passes that give memory back as they go.</summary>
    [Fact]
    public void LargeTensorsInScopes()
    {
        var generator = Generator.Seeded(3);
        Tensor w = Tensor.Randn([64, 32], generator, DType.Float64), xs = Tensor.Randn([100, 16, 64], generator, DType.Float64);
        Tensor Loss(Tensor w, Tensor x) => ((x.MatMul(w).Tanh() * 2 + 1).Exp() * 0.1).Square().Mean();
        double[] expected = [.. Enumerable.Range(0, 100).SelectMany(i => Autodiff.Grad(z => Loss(z, xs[i]), w).ToArray<double>())];
        for (int repeat = 0; repeat < 3; repeat++)
        {
            Tensor kept;
            using (var scope = new TensorScope())
            {
                kept = scope.Keep(Autodiff.VMap(x =>
                {
                    using var inner = new TensorScope();
                    return inner.Keep(Autodiff.Grad(z => Loss(z, x), w));
                })(xs));
                _ = Tensor.Full([100, 64, 32], double.NaN, DType.Float64);
            }
            _ = Tensor.Full([100, 64, 32], double.NaN, DType.Float64);
            Assert.All(expected.Zip(kept.ToArray<double>()), static pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        }
    }

    [Fact]
    public void ThreadsMapAtTheSameTime()
    {
        var x = Draw([6, 2, 3]);
        var expected = Autodiff.VMap(functions["gradient of a gradient"])(x).ToArray<double>();
        Parallel.For(0, 50, _ => Assert.Equal(expected, Autodiff.VMap(functions["gradient of a gradient"])(x).ToArray<double>()));
        // A function may itself use threads.
        Autodiff.VMap(z =>
        {
            Parallel.For(0, 8, i => Autodiff.VMap(row => row * z)(z));
            return z;
        })(x);
    }
}
