namespace AutoGrad.Tests;

/// <summary>
/// What holds of every operation, on shapes, layouts and values drawn at random: <see cref="GradCheck.CheckOp(Op, Tensor[])"/>. The operations are found by
/// reflection, so that none is forgotten. AUTOGRAD_TEST_SEED draws others, AUTOGRAD_TEST_COUNT more.
/// </summary>
public class OpPropertyTests
{
    public static TheoryData<string> Names => [.. OpSamples.Types.Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryOperationPassesItsCheck(string name)
    {
        var row = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name));
        if (row is null)
            Assert.Fail($"{name} has no samples: add a row to tests/Ops.Tests/Properties/OpSamples.cs that makes it and its inputs of drawn sizes.");
        if (OpProperty.Find(row) is { } failure)
            Assert.Fail(failure.ToString());
    }

    public static TheoryData<string> ElementwiseNames =>
        [.. OpSamples.Types.Where(static type => type.IsSubclassOf(typeof(UnaryOp)) || type.IsSubclassOf(typeof(BinaryOp)) || type.IsSubclassOf(typeof(Comparison))).Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(ElementwiseNames))]
    public void EveryElementwiseOperationPassesThePublicCheckFarFromKinks(string name)
    {
        var row = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name))!;
        var op = row(new Draws(new([1], [0], [PointLayout.Contiguous], 0, 0))).Op;
        Assert.DoesNotContain(GradCheck.CheckOp(op).Warnings, static warning => warning.Contains("near a kink"));
    }

    [Fact]
    public void AnOperationWithoutSamplesHasNone()
    {
        Assert.Null(OpSamples.Of(typeof(Mutants.WrongBilinear)));
        Assert.NotNull(OpSamples.Of(typeof(Mutants.WrongSign)));
        Assert.Contains(typeof(Expand), OpSamples.Types);
        Assert.Contains(typeof(MatMul), OpSamples.Types);
    }
}
