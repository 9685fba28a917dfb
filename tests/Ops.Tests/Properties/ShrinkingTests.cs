namespace AutoGrad.Tests;

/// <summary>A mistake is found among draws and brought down to the smallest that shows it, and a seed brings it back.</summary>
public class ShrinkingTests
{
    public static TheoryData<Op, int> Mistakes => new()
    {
        { new Mutants.WrongSign(), 1 },
        { new Mutants.MissingFactor(), 1 },
        { new Mutants.DetachedDerivative(), 1 },
        { new Mutants.WrongAboveTwo(), 1 },
        { new Mutants.DetachedGradient(), 1 },
        { new Mutants.WrongForwardMode(), 1 },
        { new Mutants.MissingBroadcastSum(2), 1 },
        { new Mutants.MissingBroadcastSum(3), 1 },
        { new Mutants.IgnoresStrides(), 2 },
    };

    private static Func<Draws, OpSample> Row(Op op) => PointDraw.DomainsOf(op) is null ? d => new(op, d.AnyShape()) : OpSamples.Elementwise(_ => op);

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AFailureShrinksToTheFewestElementsThatShowIt(Op op, int elements)
    {
        var failure = OpProperty.Find(Row(op))!;
        Assert.Equal(elements, Assert.Single(failure.Inputs).ElementCount);
        Assert.StartsWith($"{op} fails. GradCheck of {op} of ", failure.ToString());
    }

    [Fact]
    public void ValuesShrinkToSimpleNumbers()
    {
        Assert.Equal(1, OpProperty.Find(Row(new Mutants.MissingFactor()))!.Inputs[0].Item());
        double above = OpProperty.Find(Row(new Mutants.WrongAboveTwo()))!.Inputs[0].Item();
        Assert.Equal(3, above); // The only whole number that shows it.
    }

    [Fact]
    public void AWrongTransposeShrinksToTheSmallestMatrix()
    {
        var failure = OpProperty.Find(d => d.Some() is var n ? new(new Mutants.WrongBilinear(), new Shape(n, n), new Shape(n, n)) : null!)!;
        Assert.Equal(new Shape(2, 2), failure.Inputs[1].Shape); // A number is its own transpose.
    }

    [Fact]
    public void LayoutsThatDoNotMatterShrinkToContiguous() =>
        Assert.All(OpProperty.Find(Row(new Mutants.WrongSign()))!.Draw.Layouts, static layout => Assert.Equal(PointLayout.Contiguous, layout));

    [Fact]
    public void TheSameSeedFindsTheSameFailureAndTheMessageSaysIt()
    {
        var first = OpProperty.Find(Row(new Mutants.WrongAboveTwo()), seed: 12345)!;
        var second = OpProperty.Find(Row(new Mutants.WrongAboveTwo()), seed: 12345)!;
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Contains("AUTOGRAD_TEST_SEED=12345 dotnet test", first.ToString());
    }

    [Fact]
    public void ARowThatThrowsIsAFailure() => Assert.IsType<InvalidOperationException>(OpProperty.Find(_ => throw new InvalidOperationException("row"))!.Exception);

    [Fact]
    public void ACorrectOperationHasNoFailure() => Assert.Null(OpProperty.Find(Row(new Exp())));

    [Fact]
    public void DrawnValuesAreApartFromEachOtherAndFromKinks()
    {
        Domain domain = new(-3, 3, 0, 1);
        foreach (var generator in new[] { Generator.Seeded(1), Generator.Seeded(2), null })
            for (int digits = 0; digits < 7; digits++)
            {
                double[][] drawn = PointDraw.Values([(domain, 20), (Domain.Positive, 10)], generator, digits);
                double[] all = [.. drawn[0].Concat(drawn[1]).Order()], first = [.. drawn[0].Concat(domain.Kinks).Order()];
                Assert.All(all.Zip(all.Skip(1)), static pair => Assert.True(pair.Second - pair.First > 0.005));
                Assert.All(first.Zip(first.Skip(1)), static pair => Assert.True(pair.Second - pair.First > 0.005));
                Assert.All(drawn[0], static v => Assert.InRange(v, -3, 3));
                Assert.All(drawn[1], static v => Assert.InRange(v, 0.2, 3));
            }
    }

    [Theory]
    [InlineData(PointLayout.Sliced)]
    [InlineData(PointLayout.Transposed)]
    public void LayoutsKeepTheValues(PointLayout layout)
    {
        var x = Tensor.Arange(0, 12, dtype: DType.Float64).Reshape(2, 3, 2);
        var arranged = PointDraw.Arrange(x, layout);
        Assert.False(arranged.IsContiguous);
        Assert.Equal(x.ToArray<double>(), arranged.ToArray<double>());
    }
}
