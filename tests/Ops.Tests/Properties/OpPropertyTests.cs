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

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryElementwiseOperationPassesThePublicCheckToo(string name)
    {
        var op = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name))?.Invoke(new Draws(Simplest)).Op;
        if (op is not null && PointDraw.DomainsOf(op) is not null)
            Assert.DoesNotContain(GradCheck.CheckOp(op).Warnings, static warning => warning.Contains("near a kink"));
    }

    private static OpDraw Simplest { get; } = new([1], [0], [PointLayout.Contiguous], 0, 0);
}
