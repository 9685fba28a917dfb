namespace AutoGrad.Tests;

/// <summary>Dtypes, broadcasting, errors, and the special points of the elementwise operations.</summary>
public class ElementwiseTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Unary = new()
    {
        ["Exp"] = static x => x.Exp(),
        ["Expm1"] = static x => x.Expm1(),
        ["Log"] = static x => x.Log(),
        ["Log1p"] = static x => x.Log1p(),
        ["Sqrt"] = static x => x.Sqrt(),
        ["Rsqrt"] = static x => x.Rsqrt(),
        ["Reciprocal"] = static x => x.Reciprocal(),
        ["Sin"] = static x => x.Sin(),
        ["Cos"] = static x => x.Cos(),
        ["Tanh"] = static x => x.Tanh(),
        ["Sigmoid"] = static x => x.Sigmoid(),
        ["LeakyRelu"] = static x => x.LeakyRelu(),
        ["Elu"] = static x => x.Elu(),
        ["Gelu"] = static x => x.Gelu(),
        ["GeluTanh"] = static x => x.Gelu(GeluForm.Tanh),
        ["Silu"] = static x => x.Silu(),
        ["Softplus"] = static x => x.Softplus(),
        ["LogSigmoid"] = static x => x.LogSigmoid(),
        ["Erf"] = static x => x.Erf(),
        ["Pow"] = static x => x.Pow(2.0),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Arithmetic = new()
    {
        ["Negate"] = static x => -x,
        ["Square"] = static x => x.Square(),
        ["Abs"] = static x => x.Abs(),
        ["Sign"] = static x => x.Sign(),
        ["Relu"] = static x => x.Relu(),
        ["Clamp"] = static x => x.Clamp(0, 3),
        ["Maximum"] = static x => x.Maximum(2),
        ["Minimum"] = static x => x.Minimum(2),
        ["Pow"] = static x => x.Pow(2),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Binary = new()
    {
        ["Power"] = static (left, right) => left.Pow(right),
        ["Maximum"] = static (left, right) => left.Maximum(right),
        ["Minimum"] = static (left, right) => left.Minimum(right),
        ["Less"] = static (left, right) => left.Less(right),
        ["LessOrEqual"] = static (left, right) => left.LessOrEqual(right),
        ["Greater"] = static (left, right) => left.Greater(right),
        ["GreaterOrEqual"] = static (left, right) => left.GreaterOrEqual(right),
        ["EqualTo"] = static (left, right) => left.EqualTo(right),
        ["NotEqualTo"] = static (left, right) => left.NotEqualTo(right),
    };

    public static TheoryData<string> UnaryNames => [.. Unary.Keys];

    public static TheoryData<string> ArithmeticNames => [.. Arithmetic.Keys];

    public static TheoryData<string> BinaryNames => [.. Binary.Keys];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void FunctionsOfRealNumbersTakeWholeOnesAsFloat32(string name)
    {
        var f = Unary[name];
        var whole = Tensor.Of<long>([1, 2, 3]);
        Assert.Equal(DType.Float32, f(whole).DType);
        Assert.Equal(f(whole.To(DType.Float32)).ToArray<float>(), f(whole).ToArray<float>());
        Assert.Equal(DType.Float64, f(whole.To(DType.Float64)).DType);
    }

    [Theory]
    [MemberData(nameof(ArithmeticNames))]
    public void ArithmeticKeepsTheDType(string name)
    {
        double[] expected = Arithmetic[name](Tensor.Of<double>([0, 1, 2, 5])).ToArray<double>();
        foreach (var dtype in new[] { DType.Byte, DType.Int32, DType.Int64, DType.Float32 })
        {
            if (dtype == DType.Byte && name == "Negate")
                continue; // Bytes have no sign.
            var y = Arithmetic[name](Tensor.Of<double>([0, 1, 2, 5]).To(dtype));
            Assert.Equal(dtype, y.DType);
            Assert.Equal(expected, y.To(DType.Float64).ToArray<double>());
        }
        Assert.Equal(DType.Int64, Arithmetic[name](Tensor.Of<bool>([true, false])).DType);
    }

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void NaNStaysNaN(string name)
    {
        foreach (var x in new[] { Tensor.Full([3], double.NaN), Tensor.Full([70], double.NaN, DType.Float64) })
            Assert.All(Unary[name](x).To(DType.Float64).ToArray<double>(), static y => Assert.True(double.IsNaN(y)));
    }

    [Theory]
    [InlineData("Square")]
    [InlineData("Abs")]
    [InlineData("Sign")]
    [InlineData("Relu")]
    [InlineData("Clamp")]
    [InlineData("Maximum")]
    [InlineData("Minimum")]
    public void NaNStaysNaNInArithmetic(string name)
    {
        foreach (var x in new[] { Tensor.Full([3], double.NaN), Tensor.Full([70], double.NaN, DType.Float64) })
            Assert.All(Arithmetic[name](x).To(DType.Float64).ToArray<double>(), static y => Assert.True(double.IsNaN(y)));
    }

    [Fact]
    public void Float32IsCloseToFloat64EverywhereAndNotOnlyAtTheGoldenPoints()
    {
        var x = Tensor.Linspace(-30, 30, 20_011).To(DType.Float64);
        foreach (var (name, f) in Unary)
        {
            var points = name is "Log" or "Log1p" or "Sqrt" or "Rsqrt" or "Reciprocal" ? x.Abs() + 0.001f : x;
            points = points.To(DType.Float32);
            double[] expected = f(points.To(DType.Float64)).ToArray<double>(), actual = f(points).To(DType.Float64).ToArray<double>();
            double ulps = name == "GeluTanh" ? 400 : 8;
            for (int i = 0; i < expected.Length; i++)
                Assert.True(
                    Math.Abs(expected[i] - actual[i]) <= ulps * 1.2e-7 * Math.Abs(expected[i]) + 1e-37,
                    $"{name} at {points[i].Item():R}: {expected[i]:R} and {actual[i]:R}.");
        }
    }

    [Fact]
    public void NothingOverflowsFarOut()
    {
        var x = Tensor.Of<float>([-1e4f, 1e4f]).WithGrad();
        Check(x.Sigmoid(), [0, 1], [0, 0]);
        Check(x.Softplus(), [0, 1e4f], [0, 1]);
        Check(x.LogSigmoid(), [-1e4f, 0], [1, 0]);
        Check(x.Silu(), [0, 1e4f], [0, 1]);
        Check(x.Gelu(), [0, 1e4f], [0, 1]);
        Check(x.Gelu(GeluForm.Tanh), [0, 1e4f], [0, 1]);
        Check(x.Elu(), [-1, 1e4f], [0, 1]);
        Check(x.Tanh(), [-1, 1], [0, 0]);
        Check(x.Erf(), [-1, 1], [0, 0]);

        void Check(Tensor y, float[] values, float[] gradient)
        {
            Assert.Equal(values, y.ToArray<float>());
            Assert.Equal(gradient, Autodiff.Grad([y.Sum()], [x])[0]!.ToArray<float>());
        }
    }

    [Fact]
    public void AnInfiniteGradientDoesNotPassWhereTheDerivativeIsZero()
    {
        var x = Tensor.Of<double>([-2, 2]).WithGrad();
        var infinite = Tensor.Full([2], double.PositiveInfinity, DType.Float64);
        foreach (var (y, expected) in new (Tensor, double[])[]
        {
            (x.Relu(), [0, double.PositiveInfinity]),
            (x.Clamp(max: 0), [double.PositiveInfinity, 0]),
            (x.Maximum(0), [0, double.PositiveInfinity]),
            (Tensor.Where(x > 0, x, 0), [0, double.PositiveInfinity]),
        })
            Assert.Equal(expected, Autodiff.Grad([y], [x], [infinite])[0]!.ToArray<double>());
    }

    [Theory]
    [InlineData(0, 2, 0, 2)]
    [InlineData(0, 1, 1, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(2, 0, 0, 0)]
    [InlineData(2, 3, 12, 12)]
    public void PowersOfZeroHaveDerivatives(double a, double b, double first, double second)
    {
        var x = Tensor.Of<double>([a]).WithGrad();
        foreach (var exponent in new Tensor[] { b, Tensor.Of<double>([b]) })
        {
            var dx = Autodiff.Grad([x.Pow(exponent)], [x], createGraph: true)[0]!;
            Assert.Equal(first, dx.Item());
            double again = dx.RequiresGrad ? Autodiff.Grad([dx], [x])[0]?.Item() ?? 0 : 0;
            Assert.Equal(second, again);
        }
    }

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void ShapesThatDoNotBroadcastAreNamed(string name)
    {
        var error = Assert.Throws<ShapeException>(() => Binary[name](Tensor.Zeros([2, 3]), Tensor.Zeros([2])));
        Assert.StartsWith($"{name}: left is [2, 3] and right is [2];", error.Message);
        Assert.Contains("right.Unsqueeze(-1)", error.Message);
    }

    [Fact]
    public void BadBoundsAreRefused()
    {
        var x = Tensor.Zeros([2]);
        Assert.Contains("Did you mean Clamp(1, 3)?", Assert.Throws<ArgumentException>(() => x.Clamp(3, 1)).Message);
        Assert.Throws<ArgumentException>(() => x.Clamp());
        Assert.Throws<ArgumentException>(() => x.Clamp(double.NaN));
        Tensor low = Tensor.Zeros([3]), whole = Tensor.Of<long>([-2, 5]);
        Assert.Equal("Clamp: x is [2] and low is [3]; they must broadcast.", Assert.Throws<ShapeException>(() => x.Clamp(low)).Message);
        Assert.Equal([-0.5f, 1], whole.Clamp(-0.5, 1).ToArray<float>());
        Assert.Equal([0, 1], whole.Clamp(0, 1).ToArray<long>());
        Assert.StartsWith("Pow: whole is Int64,", Assert.Throws<DTypeException>(() => whole.Pow(-1)).Message);
        Assert.Equal([-0.5f, 0.2f], whole.Pow(-1.0).ToArray<float>());
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Softplus(0));
    }

    [Fact]
    public void WholeNumbersBetweenBoundsThatAreNotBecomeFloat32()
    {
        Assert.Equal([0.5f, 1, 2, 2.5f], Tensor.Of<int>([-5, 1, 2, 9]).Clamp(0.5, 2.5).ToArray<float>());
        Assert.Equal([1, 1, 2, 2], new Clamp(0.5, 2.5).Apply(Tensor.Of<int>([-5, 1, 2, 9])).ToArray<int>());
    }
}
