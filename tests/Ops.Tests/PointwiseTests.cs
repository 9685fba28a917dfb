namespace AutoGrad.Tests;

/// <summary>What the golden numbers do not say of elementwise functions: dtypes, errors, and identities between them.</summary>
public class PointwiseTests
{
    private static readonly Tensor Ints = Tensor.Of([[-7L, 0, 3], [5, -2, 9]]);

    public static TheoryData<string, Func<Tensor, Tensor>, DType, DType, DType> DTypesOf => new()
    {
        { "Floor", static x => x.Floor(), DType.Int64, DType.Byte, DType.Int64 },
        { "Round(-1)", static x => x.Round(-1), DType.Int64, DType.Byte, DType.Int64 },
        { "Frac", static x => x.Frac(), DType.Int64, DType.Byte, DType.Int64 },
        { "% 2", static x => x % 2, DType.Int64, DType.Byte, DType.Int64 },
        { "% 0.5", static x => x % 0.5, DType.Float32, DType.Float32, DType.Float32 },
        { "FloorDivide(2)", static x => x.FloorDivide(2), DType.Int64, DType.Byte, DType.Int64 },
        { "Tan", static x => x.Tan(), DType.Float32, DType.Float32, DType.Float32 },
        { "Lgamma", static x => x.Lgamma(), DType.Float32, DType.Float32, DType.Float32 },
        { "Atan2", static x => x.Atan2(x), DType.Float32, DType.Float32, DType.Float32 },
        { "Xlogy", static x => x.Xlogy(2), DType.Float32, DType.Float32, DType.Float32 },
        { "Relu6", static x => x.Relu6(), DType.Int64, DType.Byte, DType.Int64 },
        { "Selu", static x => x.Selu(), DType.Float32, DType.Float32, DType.Float32 },
        { "Logit(0.1)", static x => x.Logit(0.1), DType.Float32, DType.Float32, DType.Float32 },
        { "NanToNum", static x => x.NanToNum(), DType.Int64, DType.Byte, DType.Bool },
        { "Signbit", static x => x.Signbit(), DType.Bool, DType.Bool, DType.Bool },
        { "~", static x => ~x, DType.Int64, DType.Byte, DType.Bool },
        { "<< 1", static x => x << 1, DType.Int64, DType.Byte, DType.Int64 },
    };

    [Theory]
    [MemberData(nameof(DTypesOf))]
    public void RoundingAndDivisionKeepWholeNumbersAndOtherFunctionsConvertThem(string name, Func<Tensor, Tensor> f, DType ofInt64, DType ofByte, DType ofBool)
    {
        Assert.True(f(Ints).DType == ofInt64, name);
        Assert.Equal(ofByte, f(Tensor.Of<byte>([3, 7])).DType);
        Assert.Equal(ofBool, f(Tensor.Of([true, false])).DType);
        foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            if (name is not ("~" or "<< 1"))
                Assert.Equal(name == "Signbit" ? DType.Bool : dtype, f(Tensor.Of([0.25, 0.5]).To(dtype)).DType);
    }

    [Fact]
    public void QuotientAndRemainderMakeTheDividend()
    {
        var a = Tensor.Rand([20_000], Generator.Seeded(1), DType.Float64) * 20 - 10;
        var b = (Tensor.Rand([20_000], Generator.Seeded(2), DType.Float64) * 4 - 2) * Tensor.Of([1.0]);
        Near.Assert(a, a.FloorDivide(b) * b + a % b, 1e-13);
        Near.Assert(a, a.TruncDivide(b) * b + a.Fmod(b), 1e-13);
        Assert.All((a % b / b).ToArray<double>(), static q => Assert.InRange(q, 0, 1));
        Assert.All((a.Fmod(b) / a).ToArray<double>(), static q => Assert.InRange(q, 0, 1));
        // 0.3 / 0.1 rounds to 3, which the remainder knows to be too many.
        Assert.Equal(9, (Tensor.Of([1.0]).FloorDivide(0.1)).Item());
        Assert.Equal(Math.IEEERemainder(1.0, 0.1) + 0.1, (Tensor.Of([1.0]) % 0.1).Item(), 1e-16);
    }

    [Fact]
    public void TheLeastWholeNumberIsDividedByMinusOne()
    {
        var least = Tensor.Of([int.MinValue, 7]);
        Assert.Equal([0, 0], (least % -1).ToArray<int>());
        Assert.Equal([0, 0], least.Fmod(-1).ToArray<int>());
        Assert.Equal([int.MinValue, -7], least.FloorDivide(-1).ToArray<int>());
        Assert.Equal([3, 251], (Tensor.Of<byte>([3, 251]) % 255).ToArray<byte>().Select(static v => (int)v));
    }

    public static TheoryData<Func<object>, Type, string> Errors => new()
    {
        { static () => Ints % 0, typeof(DivideByZeroException), "Remainder: b has a 0, by which whole numbers cannot be divided." },
        { static () => Ints.FloorDivide(Ints), typeof(DivideByZeroException), "FloorDivide: b has a 0" },
        { static () => Ints % Tensor.Zeros([4]), typeof(ShapeException), "Remainder: " },
        { static () => Tensor.Zeros([3]).BitwiseAnd(Ints), typeof(DTypeException), "BitwiseAnd: Tensor.Zeros([3]) is Float32; only whole numbers and Bool have bits." },
        { static () => ~Tensor.Zeros([3]), typeof(DTypeException), "BitwiseNot: x is Float32" },
        { static () => Ints | Tensor.Of([1L, 2]), typeof(ShapeException), "BitwiseOr: a is [2, 3] and b is [2]; aligned at the last axis" },
        { static () => Ints.Logit(0.7), typeof(ArgumentOutOfRangeException), "Logit: epsilon must lie between 0 and 0.5." },
        { static () => Ints.Hardtanh(1, -1), typeof(ArgumentException), "Hardtanh: min is 1 and max is -1; min must be below max." },
        { static () => Ints.Softshrink(-1), typeof(ArgumentOutOfRangeException), "Softshrink: lambda must be 0 or more." },
        { static () => Ints.Celu(0), typeof(ArgumentOutOfRangeException), "Celu: alpha must be" },
        { static () => Ints.Glu(), typeof(ShapeException), "Glu: axis 1 of shape [2, 3] has size 3; it must be even" },
        { static () => Ints.Polygamma(-1), typeof(ArgumentOutOfRangeException), "Polygamma: n counts derivatives" },
        { static () => Ints.Round(400), typeof(ArgumentOutOfRangeException), "Round: decimals must lie between" },
        { static () => Ints.PRelu(Tensor.Zeros([2])), typeof(ShapeException), "PRelu: Tensor.Zeros([2]) is [2] and Ints is [2, 3], of 3 channels; there must be one" },
        { static () => Ints.RRelu(1, 0), typeof(ArgumentException), "RRelu: lower is 1 and upper is 0" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public void BadInputIsRefusedWithTheWayOut(Func<object> act, Type type, string says) =>
        Assert.StartsWith(says, Assert.Throws(type, act).Message);

    [Fact]
    public void ShiftsBeyondTheBitsLeaveNothingOrTheSign()
    {
        Assert.Equal([0L, 0, 0], (Tensor.Of([-7L, 5, 5]) << Tensor.Of([64L, 100, -1])).ToArray<long>());
        Assert.Equal([-1L, 0, -1], (Tensor.Of([-7L, 5, -5]) >> Tensor.Of([64L, 100, -1])).ToArray<long>());
        Assert.Equal([0, 128, 0], (Tensor.Of<byte>([1, 1, 1]) << Tensor.Of<byte>([8, 7, 200])).ToArray<byte>().Select(static v => (int)v));
        Assert.Equal([2L, 0], (Tensor.Of([true, false]) << true).ToArray<long>());
    }

    [Fact]
    public void OperatorsOnMasksStayLogicalAndOnWholeNumbersMeanBits()
    {
        var mask = Tensor.Of([true, false]);
        Assert.Equal(DType.Bool, (mask & mask).DType);
        Assert.Equal([1L, 0], (mask & 3).ToArray<long>());
        Assert.Equal([6L], (Tensor.Of([5L]) ^ 3).ToArray<long>());
        Assert.Throws<DTypeException>(() => mask & Tensor.Zeros([2]));
    }

    [Fact]
    public void LerpMeetsBothEnds()
    {
        Tensor a = Tensor.Randn([100], Generator.Seeded(1)), b = Tensor.Randn([100], Generator.Seeded(2)) * 1e6;
        Assert.Equal(a.ToArray<float>(), a.Lerp(b, 0).ToArray<float>());
        Assert.Equal(b.ToArray<float>(), a.Lerp(b, 1).ToArray<float>());
        Assert.Equal(b.ToArray<float>(), a.Lerp(b, Tensor.Ones([100])).ToArray<float>());
    }

    [Fact]
    public void RoundingOfWholeNumbersToTensIsExactAndHalfToEven()
    {
        Assert.Equal([120L, 140, -20, 0], Tensor.Of([125L, 135, -15, 4]).Round(-1).ToArray<long>());
        Assert.Equal([125L, 135], Tensor.Of([125L, 135]).Round(2).ToArray<long>());
    }

    [Fact]
    public void SincIsSmoothAtZeroToEveryOrder()
    {
        var x = Tensor.Of([0.0]).WithGrad();
        var d = x.Sinc();
        double[] expected = [1, 0, -Math.Pow(Math.PI, 2) / 3, 0, Math.Pow(Math.PI, 4) / 5];
        foreach (double value in expected)
        {
            Assert.Equal(value, d.Item(), 1e-12);
            d = Autodiff.Grad([d], [x], [Tensor.OnesLike(d)], createGraph: true)[0]!;
        }
    }
}
