namespace AutoGrad.Tests;

/// <summary>What a gradient check can do beside comparing Jacobians: projections, kinks, gradients of every kind, functions that waver.</summary>
public class GradCheckModesTests
{
    private static readonly GradCheckOptions Fast = GradCheckOptions.Thorough with { Fast = true };

    private static Tensor Vector => Tensor.Of([0.5, -1.25, 2.0]);

    // Projections.

    [Fact]
    public void ProjectionsTakeTwoEvaluationsAndOneBackwardPassForAnySize()
    {
        int evaluations = 0, passes = 0;
        var f = Function.Of(x => x.Tanh(), (x, y, gradient) =>
        {
            passes++;
            return gradient * (1 - y * y);
        });
        Tensor F(Tensor x)
        {
            evaluations++;
            return f.Apply(x) * x;
        }

        var large = Tensor.Randn([300, 1000], Generator.Seeded(3), DType.Float64);
        var counts = new List<(int, int)>();
        foreach (var x in new[] { Vector, large, large.T })
        {
            (evaluations, passes) = (0, 0);
            var report = GradCheck.Check(F, x, new() { Fast = true, StridedGradients = false, UndefinedGradients = false });
            counts.Add((evaluations, passes));
            Assert.Equal(1, report.Parts.Single().Compared);
            Assert.InRange(report.NormRatio, 0, 1e-7);
        }
        // Two evaluations and one recorded with its pass; that one again, and two more, to see that the function repeats itself.
        Assert.Single(counts.Distinct());
        Assert.Equal((6, 2), counts[0]);
    }

    [Fact]
    public void ProjectionsGoThroughEveryOrderAndMode()
    {
        var x = Tensor.Randn([40, 50], Generator.Seeded(3), DType.Float64);
        var report = GradCheck.Check((a, b) => (a * b).Sin().Sum(axis: 1), x, x[0] * 0.5, Fast);
        Assert.Equal(2 + 2 + 3 + 3, report.Parts.Count);
        Assert.Equal(4, report.Parts.Select(static part => part.Order).Distinct().Count());
        Assert.All(report.Parts, static part => Assert.True(part.NormRatio < 1e-6));
        Assert.Empty(report.Warnings);
        GradCheck.Check(x => x.Exp().Sum(), Tensor.Of(0.5), Fast);
        GradCheck.Check(x => x.Exp().Sum(), Tensor.Zeros([0, 3], DType.Float64), Fast);
        GradCheck.Check(x => x.To(DType.Float64).Exp(), Tensor.Of([0.5f]), Fast with { AllowFloat32 = true });
    }

    /// <summary>x², whose derivative is wrong where x is exactly 7.</summary>
    private sealed record WrongAtSeven : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Multiply(x, x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => 2 * x + Tensor.Where(x.EqualTo(7), 0.5, 0).To(x.DType);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12_345)]
    [InlineData(99_999)]
    public void TheOneElementAmongManyThatIsWrongIsFoundByHalving(int place)
    {
        var values = Tensor.Rand([100_000], Generator.Seeded(5), DType.Float64).ToArray<double>();
        values[place] = 7;
        var x = Tensor.Of<double>(values, [100, 1000]);
        var report = GradCheck.Compare(x => new WrongAtSeven().Apply(x), x, new() { Fast = true });
        Assert.False(report.Passed);
        Assert.Equal(new Shape(place / 1000, place % 1000), report.Worst!.InputElement);
        Assert.Equal("uᵀresult", report.Worst.Output);
        Assert.Equal(14.5 / 14, report.Worst.Analytic / report.Worst.Numeric, 1e-6);
        Assert.InRange(report.ToString().Length, 50, 600);
    }

    public static TheoryData<Op> Mistakes => new()
    {
        { new Mutants.WrongSign() },
        { new Mutants.MissingFactor() },
        { new Mutants.DetachedDerivative() },
        { new Mutants.DetachedGradient() },
        { new Mutants.WrongForwardMode() },
        { new Mutants.MissingBroadcastSum(3) },
        { new Mutants.WrongTranspose() },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void ProjectionsSeeTheMistakesThatJacobiansSee(Op op)
    {
        var slow = GradCheck.Compare(x => op.Apply(x), Vector, GradCheckOptions.Thorough);
        var fast = GradCheck.Compare(x => op.Apply(x), Vector, Fast);
        Assert.False(slow.Passed || fast.Passed);
        Assert.Equal(slow.Parts.First(static part => !part.Passed).Order, fast.Parts.First(static part => !part.Passed).Order);
    }

    [Fact]
    public void KinksOnTheWayAreLeftOut()
    {
        var x = Tensor.Of([1.0, 0.0, -2.0, 0.0, 3.0]);
        var report = GradCheck.Check(x => x.Relu(), x, new() { Fast = true });
        Assert.Equal(2, report.Warnings.Count(static warning => warning.Contains("near a kink")));
        Assert.False(GradCheck.Compare(x => new WrongAtSeven().Apply(x).Relu() + x.Abs(), Tensor.Of([1.0, 0.0, 7.0]), new() { Fast = true }).Passed);
    }

    // Kinks.

    public static TheoryData<string, Func<Tensor, Tensor>, Tensor, int> Kinks => new()
    {
        { "relu", static x => x.Relu(), Tensor.Of([1.0, 0.0, -1.0]), 1 },
        { "abs", static x => x.Abs(), Tensor.Of([0.0, 0.0]), 2 },
        { "leaky relu", static x => x.LeakyRelu(), Tensor.Of([0.0]), 1 },
        { "elu", static x => x.Elu(2), Tensor.Of([0.0]), 1 },
        { "clamp", static x => x.Clamp(-1, 1), Tensor.Of([-1.0, 0.5, 1.0]), 2 },
        { "maximum of an axis", static x => x.Max(0), Tensor.Of([1.0, 3.0, 3.0]), 2 },
        { "maximum of all", static x => x.Max(), Tensor.Of([1.0, 3.0, 3.0]), 2 },
        { "a tie", static x => x.Maximum(Tensor.Of([1.0, 0.0])), Tensor.Of([1.0, 1.0]), 1 },
        { "with curvature", static x => x.Abs() + 30 * x.Exp(), Tensor.Of([0.0]), 1 },
    };

    [Theory]
    [MemberData(nameof(Kinks))]
    public void AChoiceBetweenTheSlopesAtAKinkIsNoMistake(string name, Func<Tensor, Tensor> f, Tensor x, int kinks)
    {
        var report = GradCheck.Check(f, x, new() { ForwardMode = true }, name);
        Assert.Equal(kinks, report.Parts[0].AtKinks);
        Assert.Equal(kinks, report.Warnings.Count(static warning => warning.Contains("a choice and no mistake")));
    }

    /// <summary>|x| with a derivative of the caller's at 0.</summary>
    private sealed record AbsWith(double AtZero, double Elsewhere = 1) : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Abs(x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => Tensor.Where(x.EqualTo(0), Tensor.FullLike(x, AtZero), Elsewhere * x.Sign());
    }

    [Fact]
    public void AWrongDerivativeAtAKinkIsToldFromAChoice()
    {
        foreach (double fine in new[] { -1, -0.3, 0, 1 })
            Assert.Contains("is a choice and no mistake", Assert.Single(GradCheck.Check(x => new AbsWith(fine).Apply(x), Tensor.Of([0.0])).Warnings));
        foreach (double wrong in new[] { -1.1, 5.0, double.NaN })
        {
            var report = GradCheck.Compare(x => new AbsWith(wrong).Apply(x), Tensor.Of([0.0]));
            Assert.False(report.Passed);
            Assert.Contains("wrong whatever the choice", Assert.Single(report.Warnings));
        }
    }

    [Fact]
    public void BesideAKinkAFinerStepDecides()
    {
        foreach (double x in new[] { 3e-7, 5e-7, 7e-7, 9e-7, -6e-7 })
        {
            var report = GradCheck.Check(x => new AbsWith(0).Apply(x), Tensor.Of([x]));
            Assert.Contains("an eighth of the step", Assert.Single(report.Warnings));
            Assert.False(GradCheck.Compare(x => new AbsWith(0, 0.4).Apply(x), Tensor.Of([x])).Passed);
        }
        Assert.Empty(GradCheck.Check(x => new AbsWith(0).Apply(x), Tensor.Of([1e-5])).Warnings);
    }

    [Fact]
    public void SteepAndCurvedFunctionsHaveNoKinks()
    {
        var x = Tensor.Of([0.7, -0.3, 1e-3]);
        foreach (var f in new Func<Tensor, Tensor>[] { x => (20 * x).Exp(), x => (300 * x).Sin(), x => x * x * x * 1e6, x => (x * x + 1e-6).Sqrt(), x => 1 / (x * x + 1e-3) })
            Assert.Empty(GradCheck.Check(f, x).Warnings);
    }

    // Gradients of every kind.

    private static GradCheckReport Report(Func<Tensor, Tensor> forward, Func<Tensor, Tensor, Tensor, Tensor> backward, GradCheckOptions? options = null) =>
        GradCheck.Compare(x => Function.Of(forward, backward).Apply(x), Tensor.Of([[0.5, -1.0, 1.5], [2.0, 0.25, -0.75]]), options);

    [Fact]
    public void ARuleThatIgnoresTheStridesOfTheGradientIsCaught()
    {
        static Tensor InMemoryOrder(Tensor gradient) => gradient.AsStridedSpan<double>() is var memory && memory.Length >= gradient.ElementCount
            ? Tensor.Of<double>(memory[..gradient.ElementCount], gradient.Shape)
            : Tensor.Full(gradient.Shape, memory[0], DType.Float64);
        var report = Report(static x => 2 * x, (x, y, gradient) => 2 * InMemoryOrder(gradient));
        Assert.Contains("for a gradient that is transposed in memory and for a contiguous one", Assert.Single(report.Problems));
        Assert.True(report.Parts.All(static part => part.Passed));
        Assert.True(Report(static x => 2 * x, (x, y, gradient) => 2 * InMemoryOrder(gradient), new() { StridedGradients = false }).Passed);
    }

    [Fact]
    public void ARuleThatIsNotLinearInTheGradientIsCaught()
    {
        // It is right for the gradients 0 and 1 of the rows of the Jacobian.
        var report = Report(static x => 2 * x, static (x, y, gradient) => 2 * gradient * gradient.Abs(), new() { BatchedGradients = true });
        Assert.Contains("a rule must be linear in the gradient", Assert.Single(report.Problems));
        report = Report(static x => 2 * x, static (x, y, gradient) => 2 * gradient + Tensor.Where(gradient.Abs().Max() > 0, 0.0, 1.0).To(DType.Float64));
        Assert.Contains("for a gradient of zeros and as zeros", Assert.Single(report.Problems));
    }

    [Fact]
    public void ABatchingRuleThatIsWrongIsCaught()
    {
        var matrix = Tensor.Of([[0.5, -1.0, 1.5], [2.0, 0.25, -0.75], [1.0, 3.0, -2.0]]);
        GradCheck.CheckOp(new Backwards(0, 1), matrix);
        Assert.True(GradCheck.Compare(x => new Backwards(0, 0).Apply(x), matrix).Passed);
        var report = GradCheck.Compare(x => new Backwards(0, 0).Apply(x), matrix, new() { BatchedGradients = true });
        Assert.Contains("in a backward pass inside VMap and in one of its own", Assert.Single(report.Problems));
        Assert.Throws<GradCheckException>(() => GradCheck.CheckOp(new Backwards(0, 0), matrix));
        // One that throws.
        report = GradCheck.Compare(x => new Backwards(0, 7).Apply(x), matrix, new() { BatchedGradients = true });
        Assert.False(report.Passed);
        Assert.Contains("inside VMap", report.ToString());
        // A rule that reads values cannot be mapped, and needs no batching.
        var reads = Function.Of(
            static x => x * x, static (x, y, g) => Tensor.Of<double>([.. (2 * x * g).ToArray<double>()], g.Shape), onceDifferentiable: true, name: "Reads");
        GradCheck.CheckFunction(reads, matrix);
    }

    /// <summary>The elements along an axis in reverse order; over a batch, along the axis that is so many further on.</summary>
    private sealed record Backwards(int Axis, int Further) : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x.Flip(Axis);

        protected override Tensor Transpose(Tensor gradient, Shape shape) => Apply(gradient);

        protected override Tensor? VMap(BatchInputs inputs) => new Backwards(Axis + Further, Further).Apply(inputs[0]);
    }

    [Fact]
    public void ARuleThatChangesFromPassToPassOfOneGraphIsCaught()
    {
        var f = Function.Of(
            static (context, inputs) =>
            {
                context.State = new int[1];
                return [inputs[0] * 2];
            },
            static (context, gradients) => [gradients[0] * (++((int[])context.State!)[0] > 9 ? 3 : 2)],
            name: "Tired");
        Assert.True(GradCheck.Compare(x => f.Apply(x), Vector).Passed);
        var tired = Function.Of(
            static (context, inputs) =>
            {
                context.State = new int[1];
                return [inputs[0] * 2];
            },
            static (context, gradients) => [gradients[0] * (++((int[])context.State!)[0] > 1 && gradients[0].Abs().Min().Item() > 0 ? 3 : 2)]);
        Assert.Contains("several through one graph", GradCheck.Compare(x => tired.Apply(x), Vector, new() { BatchedGradients = true }).Problems[0]);
    }

    [Fact]
    public void SeveralResultsAreCheckedTogetherAndAResultWithoutAGradientCountsAsZero()
    {
        var report = GradCheck.Check(static x => [x[0] * x[1], x[0].EqualTo(0), x[0].Exp()], [Vector, Vector + 1], GradCheckOptions.Thorough);
        Assert.Equal(2 + 2 + 4 + 4, report.Parts.Count);
        Assert.Equal(2 * 9, report.Parts[0].Compared);

        Function Split(bool careless) => Function.Of(
            static (context, inputs) => [inputs[0] * 2, inputs[0] * 3],
            (context, gradients) => careless && !context.HasGradient(1) ? [gradients[0]] : [gradients[0] * 2 + gradients[1] * 3],
            name: "Split");
        Assert.True(GradCheck.CheckFunction(Split(false), Vector).Passed);
        var exception = Assert.Throws<GradCheckException>(() => GradCheck.CheckFunction(Split(true), Vector));
        Assert.Equal("result[0]", exception.Report.Worst!.Output);
        // By projections, all results have gradients, and the other check sees it.
        var fast = GradCheck.Compare(x => Split(true).ApplyAll(x), [Vector], new() { Fast = true });
        Assert.Contains("where only result[0] has a gradient and where the others' are zeros", Assert.Single(fast.Problems));
    }

    [Fact]
    public void AFunctionThatIsOnceDifferentiableIsCheckedOnce()
    {
        var f = Function.Of(static x => x * x, static (x, y, g) => 2 * x * g, onceDifferentiable: true);
        Assert.Equal(GradCheckOrder.First, Assert.Single(GradCheck.CheckFunction(f, Vector).Parts).Order);
    }

    // Functions that waver.

    [Fact]
    public void AFunctionThatWaversPassesWithinATolerance()
    {
        int calls = 0;
        Tensor Wavering(Tensor x) => x * x + 1e-13 * (++calls % 3);
        var problem = Assert.Single(GradCheck.Compare(Wavering, Vector).Problems);
        Assert.Matches(@"^two evaluations at the same point gave different results, [12]\.\de-13 apart where 0 is allowed, so differences mean nothing", problem);
        Assert.True(GradCheck.Check(Wavering, Vector, new() { NondeterminismTolerance = 1e-12 }).Passed);
        Assert.False(GradCheck.Compare(Wavering, Vector, new() { NondeterminismTolerance = 1e-15 }).Passed);
        // What wavers is not held against the derivative.
        Tensor Coarse(Tensor x) => x * x + 1e-10 * (++calls % 3);
        foreach (bool fast in new[] { false, true })
            Assert.True(GradCheck.Check(Coarse, Vector, new() { NondeterminismTolerance = 1e-9, Fast = fast }).Passed);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradCheck.Compare(Wavering, Vector, new() { NondeterminismTolerance = -1 }));
    }

    [Fact]
    public void ABackwardPassThatWaversIsNamed()
    {
        int calls = 0;
        var f = Function.Of(x => x * x, (x, y, g) => 2 * x * g * (1 + 1e-12 * (++calls % 5)), name: "Wavering");
        Assert.Contains(
            "first order: two backward passes at the same point gave different derivatives",
            GradCheck.Compare(x => f.Apply(x), Vector).Problems[0]);
        Assert.True(GradCheck.Check(x => f.Apply(x), Vector, new() { NondeterminismTolerance = 1e-9 }).Passed);
    }

    // Reports.

    [Fact]
    public void AReportIsShortAndSaysWhereTheMistakeIs()
    {
        var x = Tensor.Of<double>([.. Enumerable.Range(0, 40).Select(static i => i % 40 == 17 ? 7 : i / 50.0)], [4, 10]);
        string report = GradCheck.Compare(x => new WrongAtSeven().Apply(x), x).ToString();
        Assert.Contains("first order, x [4, 10]: 1 of 1600 disagree", report);
        Assert.Contains("worst ∂result[1, 7] / ∂x[1, 7]: analytic 14.5, numeric 14", report);
        Assert.Contains(
            "beside it x[1, 6] agrees, x[1, 8] agrees, x[0, 7] agrees, x[2, 7] agrees; wrong by 1 of 40 elements of x, in 1 of 40 of the result", report);
        // Everything wrong at every element makes a report no longer.
        var wrong = GradCheck.Compare(x => new Mutants.WrongSign().Apply(x), x, GradCheckOptions.Thorough);
        Assert.Contains("x[1, 8] disagrees", GradCheck.Compare(x => new Mutants.WrongSign().Apply(x), x).ToString());
        Assert.InRange(wrong.ToString().Length, 100, 1000);
        // Nor do kinks everywhere.
        var kinks = GradCheck.Check(x => x.Abs(), Tensor.Zeros([30], DType.Float64));
        Assert.Equal(4, kinks.Warnings.Count);
        Assert.Equal("and 27 more of this kind (kink).", kinks.Warnings[^1]);
    }

    [Fact]
    public void TheGenericOverloadTakesInputsToo() => Assert.True(GradCheck.CheckOp<Where>(Tensor.Of([true, false]), Vector[..2], Vector[1..]).Passed);
}
