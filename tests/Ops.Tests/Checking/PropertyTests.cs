using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace AutoGrad.Tests;

/// <summary>Gradient checks as properties that FsCheck draws and shrinks by itself, as users write them.</summary>
public class PropertyTests
{
    /// <summary>The same draws in every run, so that a commit passes or does not.</summary>
    private static readonly Config Fixed = Config.QuickThrowOnFailure
        .WithQuietOnSuccess(true)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(OpProperty.Seed), FSharpOption<int>.None)));

    [Fact]
    public void ACorrectFunctionHoldsEverywhere()
    {
        Prop.ForAll(GradCheck.Property(x => x.Tanh() * x)).Check(Fixed);
        Prop.ForAll(GradCheck.Property(x => x.Log() / x, Domain.Positive)).Check(Fixed);
        Prop.ForAll(GradCheck.Property(
            x => x[0].MatMul(x[1]),
            point => (point.Size(), point.Size(), point.Size()) is var (m, k, n) ? [point.Tensor([m, k]), point.Tensor([k, n])] : []))
            .Check(Fixed);
        Prop.ForAll(GradCheck.Property(new Divide())).Check(Fixed);
        Prop.ForAll(GradCheck.Property(new Softmax(0), point => [point.Tensor(point.AnyShape(leastRank: 1))])).Check(Fixed);
    }

    [Fact]
    public void AMistakeInOneFactorShrinksToOneSimpleElement()
    {
        var failure = Smallest(GradCheck.Property(x => new Mutants.MissingFactor().Apply(x)));
        Assert.Equal([1], failure.Point.Values.Where(static v => v != 0).Select(Math.Abs)); // A single quarter; at 0 there is nothing to see.
        Assert.All(failure.Point.Sizes, static size => Assert.Equal(0, size));
        Assert.Equal(0, failure.Point.Layout);
        Assert.Matches(@"GradCheck of x => new Mutants\.MissingFactor\(\)\.Apply\(x\) at x = -?0\.25: FAILED", failure.Message);
        Assert.Contains("first order, x []: 1 of 1 disagree", failure.Message);
    }

    [Fact]
    public void AMistakeInTheShapeShrinksToTheSmallestShapeThatShowsIt()
    {
        // Repeating thrice and taking one of the three back is wrong for any shape; the scalar is the smallest.
        Assert.Contains("x = 0: FAILED", Smallest(GradCheck.Property(x => new Mutants.MissingBroadcastSum(3).Apply(x))).Message);
        // A square matrix is its own transpose only as a number, so that [2, 2] is the smallest.
        var wrong = Smallest(GradCheck.Property(
            x => new Mutants.WrongBilinear().Apply(x[0], x[1]), point => point.Size() is var n ? [point.Tensor([n, n]), point.Tensor([n, n])] : []));
        Assert.Contains("[2, 2] and x[1] =", wrong.Message);
        Assert.InRange(wrong.Point.Values.Count(static v => v != 0), 1, 2);
        // Strides matter only where there are two elements.
        var strided = Smallest(GradCheck.Property(x => x.IsContiguous ? x : new Mutants.MissingFactor().Apply(x), fnName: "strided"));
        Assert.NotEqual(0, strided.Point.Layout);
        Assert.Matches(@"^GradCheck of strided at x = \[.*\] \[2\]: FAILED", strided.Message);
    }

    [Fact]
    public void ValuesStayInTheDomainAndOffItsKinks()
    {
        for (int n = -100; n <= 100; n++)
        {
            foreach (var domain in new[] { Domain.Reals, Domain.Positive, Domain.NonZero, new(-0.8, 3), new(5, 7, 6) })
            {
                double value = new GradCheckPointReader([n]).Read(domain);
                Assert.InRange(value, domain.Low, domain.High);
                Assert.All(domain.Kinks, kink => Assert.True(Math.Abs(value - kink) > 0.05));
            }
        }
        Assert.Equal(0, new GradCheckPointReader([]).Read(Domain.Reals));
        Assert.Equal(1, new GradCheckPointReader([]).Read(Domain.Positive));
        Assert.Equal(0.25, new GradCheckPointReader([1]).Read(Domain.Reals));
    }

    [Fact]
    public void AnOperationThatIsNotElementwiseSaysWhatIsMissing() =>
        Assert.Contains("Say how to make them", Assert.Throws<ArgumentException>(() => GradCheck.Property(new MatMul())).Message);

    /// <summary>Reads the value by way of the public interface: a property sees what it is given.</summary>
    private sealed class GradCheckPointReader(int[] values)
    {
        public double Read(Domain domain)
        {
            double seen = double.NaN;
            GradCheck.Property(
                x =>
                {
                    seen = double.IsNaN(seen) ? x[0].Item() : seen;
                    return x[0] * 1;
                },
                point => [point.Tensor([], domain)])(new([], values, 0));
            return seen;
        }
    }

    /// <summary>The last failure that FsCheck meets, which is the smallest: it goes on from a smaller point only where that fails too.</summary>
    private static (GradCheckPoint Point, string Message) Smallest(Func<GradCheckPoint, bool> property)
    {
        (GradCheckPoint, string)? smallest = null;
        Func<GradCheckPoint, bool> watched = point =>
        {
            try
            {
                return property(point);
            }
            catch (Exception e)
            {
                smallest = (point, e.Message);
                throw;
            }
        };
        Assert.ThrowsAny<Exception>(() => Prop.ForAll(watched).Check(Fixed));
        return smallest!.Value;
    }
}
