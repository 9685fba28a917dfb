namespace AutoGrad.Tests;

/// <summary>What the reference table cannot show: dtypes, empty tensors, NaN and ties, views, derivatives where products have zeros, and
/// errors.</summary>
public class ReductionTests
{
    private static readonly double NaN = double.NaN, Inf = double.PositiveInfinity;

    public static TheoryData<double[], long, long> Winners() => new()
    {
        { [1, 3, 3, -2, -2], 1, 3 },
        { [1, NaN, 5, NaN], 1, 1 },
        { [-Inf, -Inf], 0, 0 },
        { [0.0, -0.0], 0, 0 },
        { [-0.0, 0.0], 0, 0 },
        { [.. Enumerable.Repeat(1.0, 37), 2, 2, 0, 0], 37, 39 },
        { [.. Enumerable.Repeat(1.0, 37), NaN, 2, 0, NaN], 37, 37 },
    };

    [Theory]
    [MemberData(nameof(Winners))]
    public void TheFirstOfTheWinnersIsFound(double[] values, long greatest, long least)
    {
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            var row = Tensor.Of<double>(values).To(dtype);
            var columns = Tensor.Stack([row, row, row], axis: 1);
            Assert.Equal(greatest, row.ArgMax().Item<long>());
            Assert.Equal(least, row.ArgMin(0).Item<long>());
            Assert.Equal([greatest, greatest, greatest], columns.ArgMax(0).ToArray<long>());
            Assert.Equal([least, least, least], columns.ArgMin(0).ToArray<long>());
            Assert.Equal(values[greatest], row.Max().Item());
            Assert.Equal(values[least], columns.Min(0)[1].Item());
        }
    }

    [Theory]
    [InlineData(DType.Int64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Byte)]
    public void WholeNumbersKeepTheirDtype(DType dtype)
    {
        var x = Tensor.Of([[3, 1, 2], [0, 5, 5]]).To(dtype);
        const DType sums = DType.Int64;
        Assert.Equal((dtype, 5.0), (x.Max().DType, x.Max().Item()));
        Assert.Equal((dtype, 0.0), (x.Min().DType, x.Min().Item()));
        Assert.Equal([0L, 1L], x.ArgMax(1).ToArray<long>());
        Assert.Equal((sums, 16.0), (x.Sum().DType, x.Sum().Item()));
        Assert.Equal((sums, 6.0), (x.Prod(1).DType, x.Prod(1)[0].Item()));
        Assert.Equal((sums, 11.0), (x.Cumsum(1).DType, x.Cumsum(0).Sum(0)[1].Item() + x.Cumsum(1)[0, 1].Item()));
        Assert.Equal((DType.Float32, 2.0), (x.Mean(1).DType, x.Mean(1)[0].Item()));
        Assert.Equal(DType.Float32, x.Softmax().DType);
    }

    [Fact]
    public void SumsOfWholeNumbersGoBeyondTheirDtype()
    {
        var x = Tensor.Full([3], int.MaxValue, DType.Int32);
        Assert.Equal(3L * int.MaxValue, x.Sum().Item<long>());
        Assert.Equal(3L * int.MaxValue, x.Cumsum(0)[^1].Item<long>());
        Assert.Equal((long)int.MaxValue * int.MaxValue, x[..2].Prod().Item<long>());
    }

    [Fact]
    public void AProductOfNothingIsPartOfTheGraph()
    {
        var x = Tensor.Zeros([2, 0]).WithGrad();
        x.Prod(1).Sum().Backward();
        Assert.Equal([2, 0], x.Grad!.Shape);
    }

    /// <summary>PyTorch's gradient of std where all values are equal is 0, to both orders.</summary>
    [Fact]
    public void AStandardDeviationOfEqualValuesPassesNoGradient()
    {
        var x = Tensor.Of([[2.0, 2, 2], [1, 2, 3]]).WithGrad();
        var y = x.Std(1);
        var gradient = Autodiff.Grad([y.Sum()], [x], createGraph: true)[0]!;
        Assert.Equal([0.0, 1], y.ToArray<double>());
        Assert.Equal([0.0, 0, 0, -0.5, 0, 0.5], gradient.ToArray<double>());
        var second = Autodiff.Grad([(gradient * gradient).Sum()], [x])[0]!;
        Assert.Equal([0.0, 0, 0], second[0].ToArray<double>());
        Assert.True(second.IsFinite().All().Item<bool>());
        Assert.True(double.IsNaN(Tensor.Of([1.0]).WithGrad().Std().Item()));
    }

    [Fact]
    public void OfNothingTheNeutralElementIsLeft()
    {
        var x = Tensor.Zeros([2, 0], DType.Float64).WithGrad();
        Assert.Equal([0.0, 0], x.Sum(1).ToArray<double>());
        Assert.Equal([1.0, 1], x.Prod(1).ToArray<double>());
        Assert.Equal(1, x.Prod().Item());
        Assert.Equal([-Inf, -Inf], x.LogSumExp(1).ToArray<double>());
        Assert.True(double.IsNaN(x.Mean().Item()) && double.IsNaN(x.Var().Item()));
        Assert.False(x.Any().Item<bool>());
        Assert.True(x.All().Item<bool>());
        Assert.Equal([0], x.Max(0).Shape);
        Assert.Equal([0], x.ArgMin(0).Shape);
        Assert.Equal([2, 0], x.Softmax(1).Shape);
        Assert.Equal([2, 0], x.LogSoftmax(0).Shape);
        Assert.Equal([2, 0], x.Cumsum(1).Shape);
        Assert.Equal([2, 0], x.Flip().Shape);
        Assert.Equal([0, 2], x.T.Reshape(0, 2).Shape);
        Assert.Equal([0], Tensor.Zeros([0, 3]).SoftmaxCrossEntropy(Tensor.Zeros([0], DType.Int64)).Shape);
        Assert.Single(x.Split(3, axis: 1));
        x.Softmax(1).Sum().Backward();
        Assert.Equal([2, 0], x.Grad!.Shape);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SumsOverEverySetOfAxesAddUpWhatTheyShould(bool permuted)
    {
        var x = Tensor.Arange(2 * 300 * 3 * 2).Reshape(2, 300, 3, 2);
        x = permuted ? x.Permute([2, 3, 0, 1]) : x;
        long[] values = x.ToArray<long>();
        for (int set = 0; set < 16; set++)
        {
            int[] axes = [.. Enumerable.Range(0, 4).Where(i => (set >> i & 1) != 0)];
            var kept = x.Shape.Reduce(axes, keepDim: true);
            var expected = new long[kept.ElementCount];
            for (int i = 0; i < values.Length; i++)
            {
                int to = 0;
                for (int axis = 3, rest = i, step = 1; axis >= 0; step *= kept[axis--])
                {
                    (rest, int at) = Math.DivRem(rest, x.Shape[axis]);
                    to += kept[axis] == 1 ? 0 : at * step;
                }
                expected[to] += values[i];
            }
            Assert.Equal(expected, x.Sum(axes).ToArray<long>());
        }
        Assert.False(x.Sum([]).SharesMemoryWith(x));
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void ALogSumExpOfNothingButMinusInfinityPassesNoGradient(DType dtype)
    {
        var x = Tensor.Of([[-Inf, -Inf], [-Inf, 2]]).To(dtype).WithGrad();
        x.LogSumExp(1).Sum().Backward();
        double[] gradient = x.Grad!.To(DType.Float64).ToArray<double>();
        Assert.Equal([0.0, 0, 0], gradient[..3]);
        Assert.Equal(1, gradient[3], 2e-7); // A unit in the last place of Float32's exponential.
    }

    [Fact]
    public void AnyAndAllReadBoolsAndNumbers()
    {
        var x = Tensor.Of([[true, false], [true, true]]);
        Assert.Equal([true, true], x.Any(1).ToArray<bool>());
        Assert.Equal([false, true], x.All(1).ToArray<bool>());
        Assert.Equal([1, 2], x.All(0, keepDim: true).Shape);
        Assert.True(Tensor.Of([0.0, 0.5]).Any().Item<bool>());
        Assert.Equal(1, x.ArgMin(1)[0].Item());
    }

    [Fact]
    public void TheGradientOfAMaximumGoesToTheFirstAlongAnAxisAndToAllTiesOtherwise()
    {
        var x = Tensor.Of([[1.0, 4, 4], [4, 0, 2]]).WithGrad();
        Assert.Equal([0.0, 1, 0, 1, 0, 0], Autodiff.Grad([x.Max(1).Sum()], [x])[0]!.ToArray<double>());
        Assert.Equal([0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0, 0], Autodiff.Grad([x.Max()], [x])[0]!.ToArray<double>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void SecondDerivativesOfAProductAreRightWhereFactorsAreZero(int zeros)
    {
        double[] values = [1.5, -2, 0.5, 3];
        values.AsSpan()[..zeros].Clear();
        var hessian = Autodiff.Hessian(static x => x.Prod(), Tensor.Of<double>(values));
        for (int i = 0; i < values.Length; i++)
            for (int j = 0; j < values.Length; j++)
            {
                double expected = i == j ? 0 : Enumerable.Range(0, values.Length).Where(k => k != i && k != j).Aggregate(1.0, (p, k) => p * values[k]);
                Assert.Equal(expected, hessian[i, j].Item(), 14);
            }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void NothingOverflowsAtTenThousand(DType dtype)
    {
        var x = Tensor.Of([[1e4, -1e4, 0], [-1e4, -1e4, -1e4]]).To(dtype).WithGrad();
        var targets = Tensor.Of([1, 2]);
        foreach (var y in new[]
        {
            x.Softmax(), x.LogSoftmax(), x.LogSumExp(1), x.LogSumExp(0), x.SoftmaxCrossEntropy(targets), x.BinaryCrossEntropyWithLogits(Tensor.Full([2, 3], 0.5, dtype)),
        })
        {
            var gradient = Autodiff.Grad([y.Sum()], [x], createGraph: true)[0]!;
            var second = Autodiff.Grad([gradient.Sum()], [x], allowUnused: true)[0] ?? Tensor.ZerosLike(x);
            Assert.All([.. y.To(DType.Float64).ToArray<double>(), .. gradient.To(DType.Float64).ToArray<double>(), .. second.To(DType.Float64).ToArray<double>()],
                static v => Assert.True(double.IsFinite(v), $"{v}"));
        }
        Assert.Equal(2e4, x.SoftmaxCrossEntropy(targets)[0].Item(), 6);
        Assert.Equal(1e4, x.BinaryCrossEntropyWithLogits(Tensor.Zeros([2, 3], dtype))[0, 0].Item(), 6);
    }

    [Fact]
    public void SmallLossesKeepTheirDigits()
    {
        var loss = Tensor.Of([40.0, 10]).BinaryCrossEntropyWithLogits(Tensor.Ones([2], DType.Float64)).ToArray<double>();
        Assert.Equal(4.248354255291589e-18, loss[0], 1e-32); // log1p(e⁻⁴⁰) and log1p(e⁻¹⁰) to 17 digits.
        Assert.Equal(4.539889921686465e-5, loss[1], 1e-19);
    }

    [Fact]
    public void SplitsAreViewsThatJoinToTheWhole()
    {
        var x = Tensor.Arange(14).Reshape(2, 7);
        Assert.Equal([3, 3, 1], x.Split(3, axis: 1).Select(static p => p.Shape[1]));
        Assert.Equal([2, 0, 5], x.Split([2, 0, 5], axis: -1).Select(static p => p.Shape[1]));
        Assert.Equal([2, 2, 2, 1], x.Chunk(4, axis: 1).Select(static p => p.Shape[1]));
        Assert.All(x.Chunk(2, 1), part => Assert.True(part.SharesMemoryWith(x)));
        Assert.Equal(x.ToArray<long>(), Tensor.Cat(x.Split([2, 0, 5], axis: 1), 1).ToArray<long>());
    }

    [Fact]
    public void OfSeveralWritesToOnePlaceTheLastWinsAndAloneGetsTheGradient()
    {
        var x = Tensor.Of([1.0, 2, 3]).WithGrad();
        var source = Tensor.Of([10.0, 20, 30]).WithGrad();
        var y = x.Scatter(0, Tensor.Of([-1, 0, 2]), source);
        Assert.Equal([20.0, 2, 30], y.ToArray<double>());
        y.Sum().Backward();
        Assert.Equal([0.0, 1, 0], x.Grad!.ToArray<double>());
        Assert.Equal([0.0, 1, 1], source.Grad!.ToArray<double>());
    }

    [Fact]
    public void ReshapeSeesThroughAxesOfSizeOne()
    {
        var x = Tensor.Arange(24 * 5).Reshape(5, 24).Slice(1, ..12).Reshape(5, 4, 1, 3);
        var y = x.Reshape(5, 12);
        Assert.True(y.SharesMemoryWith(x));
        Assert.Equal(x.ToArray<long>(), y.ToArray<long>());
    }

    public static TheoryData<string, Type, Action> Errors()
    {
        Tensor x = Tensor.Zeros([2, 3]), empty = Tensor.Zeros([3, 0]), flags = Tensor.Zeros([2], DType.Bool);
        return new()
        {
            { "Sum: axis 2 is out of range for shape [2, 3]; use -2 to 1.", typeof(ShapeException), () => x.Sum(2) },
            { "LogSumExp: axes [0, -2] list axis 0 of shape [2, 3] twice.", typeof(ShapeException), () => x.LogSumExp([0, -2]) },
            { "Softmax: axis 0 was asked of a scalar, which has no axes.", typeof(ShapeException), () => Tensor.Zeros([]).Softmax(0) },
            { "Max: axis 1 of shape [3, 0] is empty, and of no values none is the greatest. ", typeof(ShapeException), () => empty.Max(1) },
            { "Min: axis 1 of shape [3, 0] is empty, and of no values none is the least. ", typeof(ShapeException), () => empty.Min() },
            { "ArgMax: axis 0 of shape [0] is empty", typeof(ShapeException), () => empty.ArgMax() },
            { "Max: the tensor is Bool; use Any or All", typeof(DTypeException), () => flags.Max() },
            { "Split: the sizes [1, 1] must be 0 or more and sum to 3", typeof(ShapeException), () => x.Split([1, 1], 1) },
            { "Pad: (-1, 0) is negative; to take elements away use Slice.", typeof(ArgumentOutOfRangeException), () => x.Pad(0, -1, 0) },
            { "Pad: 3 pairs were given for shape [2, 3]", typeof(ShapeException), () => x.Pad([(0, 0), (0, 0), (1, 1)]) },
            { "Repeat: 1 counts were given for shape [2, 3]", typeof(ShapeException), () => x.Repeat(2) },
            { "Tril: shape [2] has no matrices", typeof(ShapeException), () => flags.Tril() },
            { "Gather: index 3 at [0, 1] lies outside axis 1 of shape [1, 3], whose size is 3; use -3 to 2.", typeof(IndexException), () => x.Gather(1, Tensor.Of([[0, 3]])) },
            { "Gather: the index is [2] and the tensor [2, 3]", typeof(ShapeException), () => x.Gather(1, Tensor.Of([0, 1])) },
            { "Gather: the indices must be whole numbers, Int64 or Int32, not Float32.", typeof(DTypeException), () => x.Gather(1, x) },
            { "Scatter: index -4 at [1, 0] lies outside axis 1 of shape [2, 3]", typeof(IndexException), () => x.Scatter(1, Tensor.Of([[0], [-4]]), 1) },
            { "ScatterAdd: the source is [2, 3] and the index [2, 1]", typeof(ShapeException), () => x.ScatterAdd(1, Tensor.Of([[0], [1]]), x) },
            { "OneHot: label 3 at [1] is not one of the 3 classes, which are numbered from 0 to 2.", typeof(IndexException), () => Tensor.Of([0, 3]).OneHot(3) },
            { "SoftmaxCrossEntropy: label -1 at [1] is not one of the 3 classes, which are numbered from 0 to 2.", typeof(IndexException), () => x.SoftmaxCrossEntropy(Tensor.Of([0, -1])) },
            { "SoftmaxCrossEntropy: the logits are [2, 3] and the targets [2, 3]; ", typeof(ShapeException), () => x.SoftmaxCrossEntropy(x) },
            { "SoftmaxCrossEntropy: the targets must be whole numbers, Int64 or Int32, not Float32.", typeof(DTypeException), () => x.SoftmaxCrossEntropy(Tensor.Zeros([2])) },
            { "SoftmaxCrossEntropy: the logits are Int64; they must be floating-point.", typeof(DTypeException), () => Tensor.Of([[1L]]).SoftmaxCrossEntropy(Tensor.Of([0])) },
            { "BinaryCrossEntropyWithLogits: the logits are [2, 3] and the targets [3]", typeof(ShapeException), () => x.BinaryCrossEntropyWithLogits(Tensor.Zeros([3])) },
        };
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void ErrorsNameTheOperationWhatMetAndTheWayOut(string message, Type type, Action action) =>
        Assert.StartsWith(message, Assert.Throws(type, action).Message);

    [Fact]
    public void ErrorsNameTheOperationThatWasCalled()
    {
        var x = Tensor.Zeros([2, 3]);
        foreach (var (name, call) in new (string, Func<Axes, Tensor>)[]
        {
            ("AMax", axes => x.AMax(axes)), ("AMin", axes => x.AMin(axes)), ("Any", axes => x.Any(axes)), ("All", axes => x.All(axes)),
            ("NanSum", axes => x.NanSum(axes)), ("NanMean", axes => x.NanMean(axes)), ("CountNonzero", axes => x.CountNonzero(axes)),
        })
            Assert.Equal($"{name}: axis 3 is out of range for shape [2, 3]; use -2 to 1.", Assert.Throws<ShapeException>(() => call(3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Zeros([1, 2, 2]).LpPool1d(0, 2));
    }
}
