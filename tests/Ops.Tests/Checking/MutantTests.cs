using static AutoGrad.Tests.Mutants;

namespace AutoGrad.Tests;

/// <summary>The net catches fish: each operation with a mistake is refused, and the report says what is wrong with which.</summary>
public class MutantTests
{
    private static readonly Tensor Vector = Tensor.Of([0.5, -1.25, 2.5]);
    private static readonly Tensor Square = Tensor.Of([[0.5, 1.5], [-1.0, 2.0]]);

    public static TheoryData<Op, GradCheckOrder, string> Elementwise => new()
    {
        { new WrongSign(), GradCheckOrder.First, "WrongSign" },
        { new MissingFactor(), GradCheckOrder.First, "MissingFactor" },
        { new DetachedDerivative(), GradCheckOrder.Second, "DetachedDerivative" },
        { new WrongAboveTwo(), GradCheckOrder.First, "WrongAboveTwo" },
    };

    [Theory]
    [MemberData(nameof(Elementwise))]
    public void AnElementwiseMistakeIsCaughtAtDrawnPoints(Op op, GradCheckOrder order, string name)
    {
        var report = Assert.Throws<GradCheckException>(() => GradCheck.CheckOp(op)).Report;
        Assert.Equal(order, report.Parts.First(static part => !part.Passed).Order);
        Assert.Contains(name, report.Function);
    }

    public static TheoryData<Op, Tensor[], GradCheckOrder> Others => new()
    {
        { new DetachedGradient(), [Vector], GradCheckOrder.Second },
        { new WrongForwardMode(), [Vector], GradCheckOrder.Forward },
        { new MissingBroadcastSum(3), [Vector], GradCheckOrder.First },
        { new WrongAxis(), [Square], GradCheckOrder.First },
        { new WrongTranspose(), [Vector], GradCheckOrder.First },
        { new WrongBilinear(), [Square, Square + 1], GradCheckOrder.First },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void AMistakeIsCaughtAtAGivenPoint(Op op, Tensor[] inputs, GradCheckOrder order)
    {
        var report = Assert.Throws<GradCheckException>(() => GradCheck.CheckOp(op, inputs)).Report;
        var part = report.Parts.First(static part => !part.Passed);
        Assert.Equal(order, part.Order);
        Assert.StartsWith(op.ToString(), report.Function);
        Assert.True(part.Worst!.AbsoluteDifference > 0.1);
        Assert.True(part.NormRatio > 1e-3);
    }

    [Fact]
    public void TheReportNamesTheElementAndBothValues()
    {
        var entry = GradCheck.CompareOp(new WrongAboveTwo(), Vector).Worst!;
        Assert.Equal(("x", new Shape(2), "result", new Shape(2)), (entry.Input, entry.InputElement, entry.Output, entry.OutputElement));
        Assert.Equal(1, entry.Analytic);
        Assert.Equal(5, entry.Numeric, 1e-8);
    }

    [Fact]
    public void AGradientOfTheWrongShapeIsCaughtByTheEngineAndReported()
    {
        var exception = Assert.Throws<GradCheckException>(() => GradCheck.CheckOp(new WrongShape(), Vector));
        Assert.IsType<ShapeException>(exception.InnerException);
        Assert.Contains("WrongShape: the rule for input 0 returned a gradient of shape [5, 7], which does not fit the input's shape [3]", exception.Message);
    }

    [Fact]
    public void ARuleThatReadsWhatItDidNotAskForIsCaught()
    {
        var report = GradCheck.CompareOp(new WrongReads());
        Assert.False(report.Passed);
        Assert.Contains("Add it to Reads", Assert.Single(report.Problems));
    }

    [Fact]
    public void AnOperationThatIgnoresStridesIsCaught()
    {
        GradCheck.CheckOp(new IgnoresStrides(), Square);
        Assert.False(GradCheck.CompareOp(new IgnoresStrides(), Square.T).Passed);
    }
}
