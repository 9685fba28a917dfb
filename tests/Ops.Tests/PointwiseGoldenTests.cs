namespace AutoGrad.Tests;

/// <summary>Values and derivatives of elementwise functions and activations against PyTorch's and mpmath's in float64.</summary>
public class PointwiseGoldenTests
{
    private static readonly GoldenTable Table = new("pointwise.json", new()
    {
        ["Tan"] = static (_, x) => x[0].Tan(),
        ["Asin"] = static (_, x) => x[0].Asin(),
        ["Acos"] = static (_, x) => x[0].Acos(),
        ["Atan"] = static (_, x) => x[0].Atan(),
        ["Sinh"] = static (_, x) => x[0].Sinh(),
        ["Cosh"] = static (_, x) => x[0].Cosh(),
        ["Asinh"] = static (_, x) => x[0].Asinh(),
        ["Acosh"] = static (_, x) => x[0].Acosh(),
        ["Atanh"] = static (_, x) => x[0].Atanh(),
        ["Exp2"] = static (_, x) => x[0].Exp2(),
        ["Log2"] = static (_, x) => x[0].Log2(),
        ["Log10"] = static (_, x) => x[0].Log10(),
        ["Erfc"] = static (_, x) => x[0].Erfc(),
        ["Erfinv"] = static (_, x) => x[0].Erfinv(),
        ["Lgamma"] = static (_, x) => x[0].Lgamma(),
        ["Digamma"] = static (_, x) => x[0].Digamma(),
        ["Polygamma"] = static (c, x) => x[0].Polygamma(c.Int("n")),
        ["Sinc"] = static (_, x) => x[0].Sinc(),
        ["Deg2Rad"] = static (_, x) => x[0].Deg2Rad(),
        ["Rad2Deg"] = static (_, x) => x[0].Rad2Deg(),
        ["Positive"] = static (_, x) => x[0].Positive(),
        ["Floor"] = static (_, x) => x[0].Floor(),
        ["Ceil"] = static (_, x) => x[0].Ceil(),
        ["Trunc"] = static (_, x) => x[0].Trunc(),
        ["Round"] = static (_, x) => x[0].Round(),
        ["RoundTo"] = static (c, x) => x[0].Round(c.Int("decimals")),
        ["Frac"] = static (_, x) => x[0].Frac(),
        ["Remainder"] = static (_, x) => x[0] % x[1],
        ["Fmod"] = static (_, x) => x[0].Fmod(x[1]),
        ["FloorDivide"] = static (_, x) => x[0].FloorDivide(x[1]),
        ["TruncDivide"] = static (_, x) => x[0].TruncDivide(x[1]),
        ["Atan2"] = static (_, x) => x[0].Atan2(x[1]),
        ["Hypot"] = static (_, x) => x[0].Hypot(x[1]),
        ["Copysign"] = static (_, x) => x[0].Copysign(x[1]),
        ["LogAddExp"] = static (_, x) => x[0].LogAddExp(x[1]),
        ["LogAddExp2"] = static (_, x) => x[0].LogAddExp2(x[1]),
        ["Xlogy"] = static (_, x) => x[0].Xlogy(x[1]),
        ["Xlog1py"] = static (_, x) => x[0].Xlog1py(x[1]),
        ["Logit"] = static (c, x) => x[0].Logit(c.OptionalDouble("epsilon")),
        ["Heaviside"] = static (_, x) => x[0].Heaviside(x[1]),
        ["Lerp"] = static (c, x) => x[0].Lerp(x[1], c.Double("weight")),
        ["LerpTo"] = static (_, x) => x[0].Lerp(x[1], x[2]),
        ["Addcmul"] = static (c, x) => x[0].Addcmul(x[1], x[2], Number(c, "value")),
        ["Addcdiv"] = static (c, x) => x[0].Addcdiv(x[1], x[2], Number(c, "value")),
        ["Relu6"] = static (_, x) => x[0].Relu6(),
        ["Selu"] = static (_, x) => x[0].Selu(),
        ["Celu"] = static (_, x) => x[0].Celu(),
        ["Celu(0.5)"] = static (_, x) => x[0].Celu(0.5),
        ["Hardtanh"] = static (_, x) => x[0].Hardtanh(),
        ["Hardtanh(-2,0.5)"] = static (_, x) => x[0].Hardtanh(-2, 0.5),
        ["Hardsigmoid"] = static (_, x) => x[0].Hardsigmoid(),
        ["Hardswish"] = static (_, x) => x[0].Hardswish(),
        ["Softshrink"] = static (_, x) => x[0].Softshrink(),
        ["Softshrink(1)"] = static (_, x) => x[0].Softshrink(1),
        ["Hardshrink"] = static (_, x) => x[0].Hardshrink(),
        ["Hardshrink(1)"] = static (_, x) => x[0].Hardshrink(1),
        ["Tanhshrink"] = static (_, x) => x[0].Tanhshrink(),
        ["Softsign"] = static (_, x) => x[0].Softsign(),
        ["Mish"] = static (_, x) => x[0].Mish(),
        ["Threshold"] = static (c, x) => x[0].Threshold(c.Double("threshold"), c.Int("value")),
        ["PRelu"] = static (_, x) => x[0].PRelu(x[1]),
        ["Glu"] = static (c, x) => x[0].Glu(c.Int("axis")),
        ["BitwiseAnd"] = static (_, x) => x[0] & x[1],
        ["BitwiseOr"] = static (_, x) => x[0] | x[1],
        ["BitwiseXor"] = static (_, x) => x[0] ^ x[1],
        ["BitwiseNot"] = static (_, x) => ~x[0],
        ["LeftShift"] = static (_, x) => x[0] << x[1],
        ["RightShift"] = static (_, x) => x[0] >> x[1],
        ["IsNaN"] = static (_, x) => x[0].IsNaN(),
        ["IsInfinite"] = static (_, x) => x[0].IsInfinite(),
        ["IsFinite"] = static (_, x) => x[0].IsFinite(),
        ["IsPositiveInfinity"] = static (_, x) => x[0].IsPositiveInfinity(),
        ["IsNegativeInfinity"] = static (_, x) => x[0].IsNegativeInfinity(),
        ["Signbit"] = static (_, x) => x[0].Signbit(),
        ["ClampTensors"] = static (_, x) => x[0].Clamp(x[1], x[2]),
        ["ClampMin"] = static (_, x) => x[0].Clamp(min: x[1]),
        ["ClampMax"] = static (_, x) => x[0].Clamp(max: x[1]),
        ["Pow"] = static (_, x) => x[0].Pow(x[1]),
        ["PowNumber"] = static (c, x) => x[0].Pow(c.Int("exponent")),
        ["NanToNum"] = static (c, x) => x[0].NanToNum(c.Double("nan"), c.OptionalDouble("above"), c.OptionalDouble("below")),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    /// <summary>A bare number, whole where it is.</summary>
    private static Tensor Number(GoldenCase c, string name) => c.Double(name) is var value && value == Math.Floor(value) ? (Tensor)(long)value : value;
}
