using AutoGrad.Nn;

namespace AutoGrad.Tests;

public class LayerTests
{
    [Fact]
    public void TheDerivedBackwardPassOfBatchNormIsTheClosedForm()
    {
        const int n = 64, c = 10;
        const double epsilon = 1e-5;
        var generator = Generator.Seeded(5);
        var x = (Tensor.Randn([n, c], generator, DType.Float64) * 3 + 2).WithGrad();
        var g = Tensor.Randn([n, c], generator, DType.Float64);
        var layer = new BatchNorm1d(c, epsilon, dtype: DType.Float64);
        Init.Normal(layer.Weight!, 1, 0.5, generator);
        Init.Normal(layer.Bias!, 0, 1, generator);
        layer.Forward(x).Backward(g);

        // Ioffe and Szegedy's formulas, in plain loops: dx = γ/(N·s) · (N·g − Σ g − x̂ · Σ g·x̂), dγ = Σ g·x̂, dβ = Σ g.
        double[] values = x.ToArray<double>(), gradient = g.ToArray<double>(), gamma = layer.Weight!.ToArray<double>();
        double[] dx = new double[n * c], dGamma = new double[c], dBeta = new double[c];
        for (int j = 0; j < c; j++)
        {
            double mean = 0, variance = 0;
            for (int i = 0; i < n; i++)
                mean += values[i * c + j] / n;
            for (int i = 0; i < n; i++)
                variance += Math.Pow(values[i * c + j] - mean, 2) / n;
            double s = Math.Sqrt(variance + epsilon);
            for (int i = 0; i < n; i++)
            {
                dBeta[j] += gradient[i * c + j];
                dGamma[j] += gradient[i * c + j] * (values[i * c + j] - mean) / s;
            }
            for (int i = 0; i < n; i++)
                dx[i * c + j] = gamma[j] / (n * s) * (n * gradient[i * c + j] - dBeta[j] - (values[i * c + j] - mean) / s * dGamma[j]);
        }
        Near.Assert(Tensor.Of<double>(dx, [n, c]), x.Grad!);
        Near.Assert(Tensor.Of<double>(dGamma), layer.Weight!.Grad!);
        Near.Assert(Tensor.Of<double>(dBeta), layer.Bias!.Grad!);
    }

    [Fact]
    public void BothConventionsOfRunningStatisticsAreThere()
    {
        var x = Tensor.Of([[1.0], [5.0]]); // Mean 3, variance 4, unbiased 8.
        (double, double) After(BatchNorm1d layer)
        {
            layer.Forward(x);
            return (layer.RunningMean!.Item(), layer.RunningVar!.Item());
        }
        Assert.Equal((0.3, 1.7), Rounded(After(new(1, dtype: DType.Float64))));
        Assert.Equal((0.3, 1.3), Rounded(After(new(1, unbiasedRunningVar: false, dtype: DType.Float64))));
        Assert.Equal((2.7, 7.3), Rounded(After(new(1, momentumWeighsOld: true, dtype: DType.Float64))));
        Assert.Equal((3.0, 8.0), Rounded(After(new(1, momentum: null, dtype: DType.Float64))));

        static (double, double) Rounded((double Mean, double Var) pair) => (Math.Round(pair.Mean, 12), Math.Round(pair.Var, 12));
    }

    [Fact]
    public void BatchNormWithoutStatisticsUsesTheBatchAlways()
    {
        var layer = new BatchNorm1d(3, trackRunningStats: false).Eval();
        var y = layer.Forward(Tensor.Randn([50, 3], Generator.Seeded(1)) * 4 + 2);
        Near.Assert(Tensor.Zeros([3]), y.Mean(0), 1e-5);
        Assert.Empty(layer.Buffers());
    }

    [Fact]
    public void BatchNormDoesNotTrackInUse()
    {
        var layer = new BatchNorm1d(3).Eval();
        layer.Forward(Tensor.Randn([1, 3]) + 5);
        Near.Assert(Tensor.Zeros([3]), layer.RunningMean!, 0);
        Assert.Equal(0, layer.NumBatchesTracked!.Item<long>());
    }

    [Fact]
    public void DropoutKeepsTheExpectationAndIsTheIdentityInUse()
    {
        var x = Tensor.Ones([200, 500]).WithGrad();
        var layer = new Dropout(0.3, Generator.Seeded(4));
        var y = layer.Forward(x);
        float[] values = y.ToArray<float>();
        Assert.Equal(0.3, values.Count(static v => v == 0) / 1e5, 0.01);
        Assert.All(values.Where(static v => v != 0), static v => Assert.Equal(1 / 0.7f, v, 1e-6f));
        y.Sum().Backward();
        Assert.Equal(values, x.Grad!.ToArray<float>());
        Assert.NotEqual(values, layer.Forward(x).ToArray<float>());
        Assert.Equal(values, new Dropout(0.3, Generator.Seeded(4)).Forward(x).ToArray<float>());
        Assert.Same(x, layer.Eval().Forward(x));
        Assert.Same(x, new Dropout(0).Forward(x));
        Assert.All(new Dropout(1).Forward(x).ToArray<float>(), static v => Assert.Equal(0f, v));
    }

    [Fact]
    public void GradientsOfWeightsLieAsTheWeightsDo()
    {
        var layer = new Linear(5, 3);
        layer.Forward(Tensor.Ones([2, 4, 5])).Sum().Backward();
        Assert.True(layer.Weight.Grad!.IsContiguous && layer.Bias!.Grad!.Shape == [3]);
    }

    [Fact]
    public void EmptyBatchesPassThroughLinear() => Assert.Equal([0, 3], new Linear(5, 3).Forward(Tensor.Ones([0, 5])).Shape);

    [Fact]
    public void SecondDerivativesFlowThroughNormalisation()
    {
        var x = Tensor.Randn([6, 3], Generator.Seeded(2), DType.Float64).WithGrad();
        Module<Tensor, Tensor>[] layers = [new BatchNorm1d(3, dtype: DType.Float64), new LayerNorm([3], dtype: DType.Float64)];
        foreach (var layer in layers)
        {
            var first = Autodiff.Grad(layer.Forward(x).Square().Square().Sum(), x, createGraph: true);
            Assert.All(Autodiff.Grad(first.Square().Sum(), x).ToArray<double>(), static v => Assert.True(double.IsFinite(v) && v != 0));
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(37)]
    [InlineData(768)]
    public void LayerNormOfEqualValuesIsTheShift(int size)
    {
        foreach (float value in new[] { 0f, 0.1f, -12345.678f, 1e20f })
        {
            var x = Tensor.Full([3, size], value).WithGrad();
            var y = x.LayerNorm([size], epsilon: 1e-5);
            Near.Assert(Tensor.Zeros([3, size]), y, 0);
            y.Backward(Tensor.Ones([3, size]));
            Assert.All(x.Grad!.ToArray<float>(), static v => Assert.Equal(0, v, 1e-3));
        }
    }

    [Fact]
    public void LayerNormFarFromZeroIsAsAccurateAsItsInput()
    {
        var x = Tensor.Randn([8, 1000], Generator.Seeded(6)) * 0.5 + 10_000;
        var exact = x.To(DType.Float64).LayerNorm([1000]);
        Near.Assert(exact, x.LayerNorm([1000]).To(DType.Float64), 2e-3);
    }

    [Fact]
    public void LayerNormHasTheSameBitsForEveryNumberOfThreads()
    {
        var x = Tensor.Randn([700, 131], Generator.Seeded(7)).WithGrad();
        var layer = new LayerNorm(131);
        int threads = Threads.Count;
        try
        {
            Threads.Count = 1;
            float[][] alone = Run();
            foreach (int count in new[] { 2, 5 })
            {
                Threads.Count = count;
                Assert.Equal(alone, Run());
            }
        }
        finally
        {
            Threads.Count = threads;
        }

        float[][] Run()
        {
            var y = layer.Forward(x);
            var gradients = Autodiff.Grad([y.Square().Sum()], [x, layer.Weight!, layer.Bias!]);
            return [y.ToArray<float>(), .. gradients.Select(static g => g.ToArray<float>())];
        }
    }

    public static TheoryData<string, Type, string> Refusals => new()
    {
        { "linear shape", typeof(ShapeException), "Linear(784 → 128, bias: true): the input is [64, 100]; its last axis must have size 784." },
        { "linear images", typeof(ShapeException), "Linear(784 → 128, bias: true): the input is [64, 28, 28]; its last axis must have size 784. " +
            "Did you mean x.Flatten(1)?" },
        { "linear transposed", typeof(ShapeException), "Linear(784 → 128, bias: true): the input is [784, 64]; its last axis must have size 784. " +
            "Did you mean x.T?" },
        { "linear scalar", typeof(ShapeException), "Linear(784 → 128, bias: true): the input is []; its last axis must have size 784." },
        {
            "linear dtype", typeof(DTypeException),
            "Linear(784 → 128, bias: true): the input is Float64 and the parameters are Float32. Convert the model with .To(DType.Float64), or the " +
            "input with .To(DType.Float32)."
        },
        {
            "linear labels", typeof(DTypeException),
            "Linear(784 → 128, bias: true): the input is Int64 and the parameters are Float32. Convert the input with .To(DType.Float32)."
        },
        { "linear size", typeof(ArgumentOutOfRangeException), "Linear: inFeatures is 0; it must be 1 or more." },
        { "norm channels", typeof(ShapeException), "BatchNorm1d(4, epsilon: 1E-05, momentum: 0.1): the input is [8, 5]; it must be [N, 4] or [N, " +
            "4, L]." },
        {
            "norm order", typeof(ShapeException),
            "BatchNorm1d(4, epsilon: 1E-05, momentum: 0.1): the input is [8, 5, 4]; it must be [N, 4] or [N, 4, L]. Did you mean x.Transpose(1, 2)?"
        },
        { "norm of one", typeof(ShapeException), "BatchNorm1d(4, epsilon: 1E-05, momentum: 0.1): the input is [1, 4], one value per channel, which " +
            "has no variance" },
        { "norm of none", typeof(ShapeException), "BatchNorm1d(4, epsilon: 1E-05, momentum: 0.1): the input is [0, 4], no value per channel" },
        { "norm momentum", typeof(ArgumentOutOfRangeException), "BatchNorm1d: momentum must lie in [0, 1], or be null." },
        { "norm epsilon", typeof(ArgumentOutOfRangeException), "BatchNorm1d: epsilon is NaN; it must be 0 or more, and finite." },
        { "layer norm shape", typeof(ShapeException), "LayerNorm([5], epsilon: 1E-05, affine: true): the input is [5, 4]; its last axes must be " +
            "[5]." },
        { "layer norm empty", typeof(ShapeException), "LayerNorm: the normalized shape is []; it must have at least one axis, and none of size 0." },
        { "no such layer", typeof(IndexException), "Sequential: layer 3 was asked of 2, numbered from 0." },
        { "dropout p", typeof(ArgumentOutOfRangeException), "Dropout: p is a probability and must lie in [0, 1]." },
        { "dropout NaN", typeof(ArgumentOutOfRangeException), "Dropout: p is a probability and must lie in [0, 1]." },
        { "dropout labels", typeof(DTypeException), "Dropout(p: 0.5): the input is Int64; it must be floating-point. Convert with " +
            ".To(DType.Float32)." },
        { "init of a vector", typeof(ShapeException), "KaimingUniform: the tensor is [3]; fans are counted of weights [out, in, …]" },
        { "init bounds", typeof(ArgumentOutOfRangeException), "Uniform: high must not lie below low, 1." },
        { "init std", typeof(ArgumentOutOfRangeException), "Normal: std is -1; it must be 0 or more, and finite." },
        { "init NaN", typeof(ArgumentOutOfRangeException), "Normal: mean is NaN; it must be finite." },
        { "init truncated", typeof(ArgumentOutOfRangeException), "TruncatedNormal: high must lie above low, 2." },
        { "init labels", typeof(DTypeException), "Rand: Int64 cannot hold these numbers" },
    };

    private static readonly Dictionary<string, Func<object>> Attempts = new()
    {
        ["linear shape"] = static () => new Linear(784, 128).Forward(Tensor.Ones([64, 100])),
        ["linear images"] = static () => new Linear(784, 128).Forward(Tensor.Ones([64, 28, 28])),
        ["linear transposed"] = static () => new Linear(784, 128).Forward(Tensor.Ones([784, 64])),
        ["linear scalar"] = static () => new Linear(784, 128).Forward(Tensor.Ones([])),
        ["linear dtype"] = static () => new Linear(784, 128).Forward(Tensor.Ones([64, 784], DType.Float64)),
        ["linear labels"] = static () => new Linear(784, 128).Forward(Tensor.Ones([64, 784], DType.Int64)),
        ["linear size"] = static () => new Linear(0, 128),
        ["norm channels"] = static () => new BatchNorm1d(4).Forward(Tensor.Ones([8, 5])),
        ["norm order"] = static () => new BatchNorm1d(4).Forward(Tensor.Ones([8, 5, 4])),
        ["norm of one"] = static () => new BatchNorm1d(4).Forward(Tensor.Ones([1, 4])),
        ["norm of none"] = static () => new BatchNorm1d(4).Forward(Tensor.Ones([0, 4])),
        ["norm momentum"] = static () => new BatchNorm1d(4, momentum: 1.5),
        ["norm epsilon"] = static () => new BatchNorm1d(4, epsilon: double.NaN),
        ["layer norm shape"] = static () => new LayerNorm([5]).Forward(Tensor.Ones([5, 4])),
        ["layer norm empty"] = static () => new LayerNorm([]),
        ["no such layer"] = static () => new Sequential(new Flatten(), new Flatten())[3],
        ["dropout p"] = static () => new Dropout(1.2),
        ["dropout NaN"] = static () => new Dropout(double.NaN),
        ["dropout labels"] = static () => new Dropout().Forward(Tensor.Arange(3)),
        ["init of a vector"] = static () => Init.KaimingUniform(Tensor.Ones([3])),
        ["init bounds"] = static () => Init.Uniform(Tensor.Ones([3]), 1, 0),
        ["init std"] = static () => Init.Normal(Tensor.Ones([3]), 0, -1),
        ["init NaN"] = static () => Init.Normal(Tensor.Ones([3]), double.NaN),
        ["init truncated"] = static () => Init.TruncatedNormal(Tensor.Ones([3]), low: 2, high: 1),
        ["init labels"] = static () => Init.Uniform(Tensor.Arange(3)),
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void MistakesAreNamed(string mistake, Type type, string message)
    {
        var error = Assert.ThrowsAny<Exception>(() => Attempts[mistake]());
        Assert.IsType(type, error);
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void SizesThatAreNoneAreNamedWithTheirLayer()
    {
        foreach (var (expected, make) in new (string, Func<Module>)[]
        {
            ("Linear: inFeatures is 0", static () => new Linear(0, 2)), ("Conv2d: outChannels is -1", static () => new Conv2d(1, -1, 3)),
            ("ConvTranspose1d: groups is 0", static () => new ConvTranspose1d(1, 1, 3, groups: 0)), ("LSTM: numLayers is 0", static () => new LSTM(3, 2, 0)),
            ("GroupNorm: groups is 0", static () => new GroupNorm(0, 2)), ("Embedding: count is 0", static () => new Embedding(0, 2)),
            ("MultiheadAttention: numHeads is 0", static () => new MultiheadAttention(4, 0)), ("Bilinear: outFeatures is 0", static () => new Bilinear(1, 1, 0)),
        })
            Assert.StartsWith($"{expected}; it must be 1 or more.", Assert.Throws<ArgumentOutOfRangeException>(() => { make(); }).Message);
    }

    [Fact]
    public void IndicesThatLieOutsideOfAnUnpooledImageAreToldAsSuch()
    {
        var (values, indices) = Tensor.Randn([1, 1, 5, 5], Generator.Seeded(1)).MaxPool2dWithIndices(2);
        Assert.Equal([1, 1, 5, 5], values.MaxUnpool2d(indices, 2, outputSize: 5).Shape);
        Assert.StartsWith("MaxUnpool2d: the indices run from", Assert.Throws<IndexException>(() => values.MaxUnpool2d(indices + 9, 2)).Message);
        Assert.StartsWith("Dot: a is [2] and b is [3]", Assert.Throws<ShapeException>(() => Dot(Tensor.Ones([2]), Tensor.Ones([3]))).Message);
        Assert.StartsWith("Normal: loc holds NaN", Assert.Throws<ArgumentOutOfRangeException>(
            () => new Distributions.Normal(Tensor.Of([double.NaN]), 1)).Message);
        Assert.StartsWith("Bincount: the tensor holds -1", Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Of([-1L]).Bincount()).Message);

        static Tensor Dot(Tensor a, Tensor b) => a.Dot(b);
    }
}
