namespace AutoGrad.Tests;

/// <summary>What the golden numbers of summaries cannot show: dtypes, empty tensors, numbers of extreme size, VMap, and errors.</summary>
public class SummaryTests
{
    private static readonly Tensor matrix = Tensor.Of([[3.0, 1.0, 2.0], [-1.0, 0.5, 4.0]]);

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    [InlineData(5e-324)]
    public void LengthsOfAnySizeAreRight(double size)
    {
        foreach (double p in new[] { 1.5, 2, 3 })
        {
            var x = Tensor.Of([3 * size, 0, 4 * size]).WithGrad();
            var y = x.Norm(p);
            double expected = Math.Pow(Math.Pow(3, p) + Math.Pow(4, p), 1 / p);
            Assert.InRange(y.Item() / size, expected - (size < 1e-300 ? 1 : 1e-13), expected + (size < 1e-300 ? 1 : 1e-13));
            y.Backward();
            Assert.All(x.Grad!.ToArray<double>(), static g => Assert.InRange(g, 0, 1.001));
        }
    }

    [Fact]
    public void NormsTakeWholeNumbersAsFloat32()
    {
        Assert.Equal(5f, Tensor.Of([3L, -4L]).Norm().Item<float>());
        Assert.Equal(2f, Tensor.Of([true, false, true]).Norm(0).Item<float>());
        Assert.Equal(0.0, Tensor.Zeros([0], DType.Float64).Norm().Item());
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.Norm(double.NaN));
        Assert.Contains("Norm: axis 2", Assert.Throws<ShapeException>(static () => matrix.Norm(2, 2)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(static () => Tensor.Zeros([0]).Norm(double.PositiveInfinity));
    }

    [Fact]
    public void DtypesStay()
    {
        foreach (var dtype in new[] { DType.Byte, DType.Int32, DType.Int64, DType.Float32 })
        {
            var x = Tensor.Of([2L, 7L, 2L, 5L]).To(dtype);
            Assert.Equal((dtype, 2.0), (x.Median().DType, x.Median().Item()));
            Assert.Equal((dtype, 2.0), (x.Mode().Values.DType, x.Mode().Values.Item()));
            Assert.Equal([2.0, 7, 7, 7], x.Cummax(0).Values.To(DType.Float64).ToArray<double>());
            Assert.Equal([2.0, 2, 2, 2], x.Cummin(0).Values.To(DType.Float64).ToArray<double>());
            Assert.Equal(dtype.IsFloatingPoint ? dtype : DType.Int64, x.Cumprod(0).DType);
            Assert.Equal((DType.Float32, 3.5), (x.Quantile(0.5).DType, x.Quantile(0.5).Item()));
            Assert.Equal((2.0, 7.0), (x.AMinMax().Min.Item(), x.AMinMax().Max.Item()));
        }
        var flags = Tensor.Of([true, false, true]);
        Assert.Equal([true, true, true], flags.Cummax(0).Values.ToArray<bool>());
        Assert.Equal(DType.Bool, flags.Mode().Values.DType);
    }

    [Fact]
    public void LongRowsAreSortedStably()
    {
        var x = Tensor.RandInt(0, 50, [3, 5000], Generator.Seeded(4));
        long[] order = new ArgSort(1).Apply(x).ToArray<long>(), values = x.ToArray<long>();
        for (int row = 0; row < 3; row++)
            Assert.Equal(
                Enumerable.Range(0, 5000).OrderBy(i => values[row * 5000 + i]).Select(static i => (long)i), order.AsSpan(row * 5000, 5000).ToArray());
    }

    [Fact]
    public void NothingHasNoMiddle()
    {
        var nothing = Tensor.Zeros([0, 2]);
        Assert.True(double.IsNaN(nothing.Median().Item()));
        Assert.Throws<ShapeException>(() => nothing.To(DType.Int64).Median());
        Assert.Contains("Median: axis 0", Assert.Throws<ShapeException>(() => nothing.Median(0)).Message, StringComparison.Ordinal);
        Assert.Contains("Mode: axis 0", Assert.Throws<ShapeException>(() => nothing.Mode(0)).Message, StringComparison.Ordinal);
        Assert.Contains("Quantile", Assert.Throws<ShapeException>(() => nothing.Quantile(0.5)).Message, StringComparison.Ordinal);
        Assert.Equal([0], nothing.Median(1).Values.Shape);
        Assert.Equal([0, 2], nothing.Cummax(0).Values.Shape);
        Assert.Equal([0, 2], nothing.LogCumSumExp(0).Shape);
    }

    [Fact]
    public void InfiniteQuantilesMakeNoNaN()
    {
        double inf = double.PositiveInfinity;
        var x = Tensor.Of([-inf, 1, 2, inf]);
        Assert.Equal([-inf, 1.5, inf], x.Quantile([0, 0.5, 1]).ToArray<double>());
        Assert.Equal(-inf, x.Quantile(0.1, interpolation: QuantileInterpolation.Midpoint).Item());
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Quantile(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.NanQuantile([0.5, double.NaN]));
    }

    [Fact]
    public void BatchesGiveWhatLoopsGive()
    {
        var x = Tensor.Randn([4, 3, 5], Generator.Seeded(8), DType.Float64);
        (string Name, Func<Tensor, Tensor> Of)[] functions =
        [
            ("norm", static x => x.Norm(3, 0)), ("length", static x => x.Norm()), ("median", static x => x.Median()),
            ("medians", static x => x.Median(1).Values), ("mode", static x => x.Mode().Values), ("quantile", static x => x.Quantile([0.2, 0.7], 1)),
            ("running", static x => x.Cummax(1).Values * x.Cumprod(0) + x.LogCumSumExp(1)), ("histogram", static x => x.Histc(4)),
            ("diagonal", static x => x.Diagonal(1)), ("embedded", static x => x.DiagEmbed(-1, 0, 2)), ("windows", static x => x.Unfold(1, 3, 2)),
            ("view", static x => x.View(15)), ("covariance", static x => x.Cov()), ("distances", static x => x.Cdist(x + 1)),
        ];
        foreach (var (name, of) in functions)
        {
            var expected = Tensor.Stack([.. x.Unbind().Select(of)]);
            var gradients = Tensor.Stack([.. x.Unbind().Select(sample => Autodiff.Grad(s => of(s).Sum(), sample))]);
            Near.Assert(expected, Autodiff.VMap(of)(x), 1e-14);
            if (name != "histogram")
                Near.Assert(gradients, Autodiff.VMap(sample => Autodiff.Grad(s => of(s).Sum(), sample))(x), 1e-13);
        }
        Assert.Contains(
            "Bincount", Assert.Throws<AutogradException>(() => Autodiff.VMap(static n => n.Bincount())(Tensor.Zeros([2, 3], DType.Int64))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void CountsRefuseWhatTheyCannotCount()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.Of([1L, -1L]).Bincount());
        Assert.Throws<DTypeException>(static () => matrix[0].Bincount());
        Assert.Throws<ShapeException>(static () => Tensor.Zeros([2, 2], DType.Int64).Bincount());
        Assert.Throws<ShapeException>(static () => Tensor.Of([1L]).Bincount(weights: matrix));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.Histc(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.Histc(3, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Tensor.Of([1, double.PositiveInfinity]).Histc(3));
        Assert.Throws<ShapeException>(static () => matrix.Histogram(Tensor.Of([1.0])));
        Assert.Equal([1f, 2f, 0f], Tensor.Of([double.NaN, 0, 1, 1.5, 9]).To(DType.Float32).Histogram(3, (0, 3)).Histogram.ToArray<float>());
    }

    [Fact]
    public void WeightsOfBincountHaveGradients()
    {
        var w = Tensor.Of([0.5, 2.0, 1.0]).WithGrad();
        (Tensor.Of([1L, 0L, 1L]).Bincount(w) * Tensor.Of([10.0, 3.0])).Sum().Backward();
        Assert.Equal([3.0, 10.0, 3.0], w.Grad!.ToArray<double>());
    }

    [Fact]
    public void StatisticsRefuseShapesThatDoNotFit()
    {
        Assert.Throws<ShapeException>(static () => matrix.Unsqueeze(0).Cov());
        Assert.Throws<ShapeException>(static () => matrix.Cov(weights: Tensor.Ones([2])));
        Assert.Throws<DTypeException>(static () => matrix.Cov(frequencies: Tensor.Ones([3])));
        Assert.Throws<ShapeException>(static () => matrix.Cdist(matrix.T));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.Cdist(matrix, -1));
        Assert.Throws<ShapeException>(static () => matrix.Trapezoid(Tensor.Ones([2])));
        Assert.Throws<ArgumentOutOfRangeException>(static () => matrix.Diff(-1));
        Assert.Equal([2, 4], matrix.Cdist(Tensor.Zeros([4, 3], DType.Float64)).Shape);
        Assert.Equal([0, 2], Tensor.Zeros([0, 3]).Cdist(Tensor.Zeros([2, 3])).Shape);
    }
}
