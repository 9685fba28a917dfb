namespace AutoGrad.Tests;

public class GradCheckTests
{
    private static readonly GradCheckOptions Thorough = GradCheckOptions.Thorough;

    private static Tensor Vector => Tensor.Of([0.5, -1.25, 2.0]);

    private static Tensor Matrix => Tensor.Of([[0.5, -1.0, 1.5], [2.0, 0.25, -0.75]]);

    [Fact]
    public void ACorrectFunctionPassesInEveryOrderWithASmallNormRatio()
    {
        var report = GradCheck.Check(x => (x.Exp() * x).Sum(), Matrix, Thorough);
        Assert.True(report.Passed);
        Assert.Equal(
            [GradCheckOrder.First, GradCheckOrder.Forward, GradCheckOrder.Second, GradCheckOrder.SecondForward, GradCheckOrder.Second, GradCheckOrder.SecondForward],
            report.Parts.Select(static part => part.Order));
        Assert.InRange(report.NormRatio, 0, 1e-8);
        Assert.Empty(report.Warnings);
        Assert.Equal("x => (x.Exp() * x).Sum()", report.Function);
    }

    [Fact]
    public void InputsAreNamedAsTheCallerNamesThem()
    {
        Tensor weight = Matrix, bias = Vector;
        Assert.Equal(["weight", "bias"], GradCheck.Check((w, b) => w * b, weight, bias).Parts.Select(static part => part.Input));
        Assert.Equal(["weight", "bias"], GradCheck.Check(x => x[0] * x[1], [weight, bias]).Parts.Select(static part => part.Input));
        Assert.Equal(["weight", "bias", "Vector"], GradCheck.Check((w, b, c) => w * b + c, weight, bias, Vector).Parts.Select(static part => part.Input));
        Tensor[] both = [weight, bias];
        Assert.Equal(["both[0]", "both[1]"], GradCheck.Check(x => x[0] * x[1], both).Parts.Select(static part => part.Input));
    }

    [Fact]
    public void TheWholeJacobianIsCompared()
    {
        var report = GradCheck.Check((a, b) => a.MatMul(b), Matrix, Tensor.Of([[1.0, 2.0], [0.5, -1.0], [3.0, 0.25]]));
        Assert.Equal([6 * 4, 6 * 4], report.Parts.Select(static part => part.Compared));
    }

    [Fact]
    public void TheReportReadsWell()
    {
        var x = Tensor.Of([[1.0, 2.0]]);
        var report = GradCheck.Compare(x => x * x.Detach(), x);
        Assert.False(report.Passed);
        string[] lines = report.ToString().Split('\n');
        Assert.Equal("GradCheck of x => x * x.Detach(): FAILED", lines[0]);
        Assert.Equal("  first order, x [1, 2]: 2 of 4 disagree, norm ratio 3.3e-01", lines[1]);
        Assert.Matches(@"^    worst ∂result\[0, 1\] / ∂x\[0, 1\]: analytic 2, numeric (4|3\.99999\d+|4\.00000\d+), difference 2\.0e\+00, relative 5\.0e-01$", lines[2]);
        Assert.Equal(report.ToString(), Assert.Throws<GradCheckException>(() => GradCheck.Check(x => x * x.Detach(), x, null, "x => x * x.Detach()")).Message);
    }

    [Fact]
    public void AWrongSecondDerivativeIsSeenOnlyInSecondOrder()
    {
        static Tensor F(Tensor x) => new Mutants.DetachedDerivative().Apply(x);
        Assert.True(GradCheck.Check(F, Vector).Passed);
        var worst = Assert.Throws<GradCheckException>(() => GradCheck.Check(F, Vector, new() { SecondOrder = true })).Report.Worst!;
        Assert.Equal(("Vector", "gradient of Vector"), (worst.Input, worst.Output));
        Assert.Equal(0.5, worst.RelativeDifference, 1e-4);
    }

    [Fact]
    public void AKinkIsNamedAndNeitherPassesNorFailsSilently()
    {
        var x = Tensor.Of([-1.0, 1e-8, 2.0]);
        var report = GradCheck.Compare(x => new Absolute().Apply(x), x);
        Assert.StartsWith("near a kink: at x[1] the slopes are -0.84 on the left and 1 on the right. The derivative 1 lies between them", Assert.Single(report.Warnings));
        Assert.True(report.Passed);
        Assert.Equal(1, report.Parts[0].AtKinks);
        Assert.Contains("near a kink", report.ToString());
        Assert.Empty(GradCheck.Compare(x => new Absolute().Apply(x), Vector).Warnings);
    }

    [Fact]
    public void StrongCurvatureIsNoKink() => Assert.Empty(GradCheck.Check(x => (100 * x).Exp(), Tensor.Of([0.1, -0.2])).Warnings);

    [Fact]
    public void ADiscontinuityWithinAStepIsNamed() =>
        Assert.NotEmpty(GradCheck.Compare(x => new Step().Apply(x), Tensor.Of([2.0, 1e-7])).Warnings);

    [Fact]
    public void Float32IsRefusedUnlessAsked()
    {
        var x = Tensor.Of([0.5f, -1f]);
        var refusal = Assert.Throws<DTypeException>(() => GradCheck.Check(x => x.Exp(), x));
        Assert.StartsWith("GradCheck of x => x.Exp(): x is Float32, whose difference quotients show three digits at best.", refusal.Message);
        Assert.Throws<DTypeException>(() => GradCheck.Check(x => x.To(DType.Float32), Vector));
        Assert.True(GradCheck.Check(x => x.Exp(), x, new() { AllowFloat32 = true, SecondOrder = true, ForwardMode = true }).Passed);
        Assert.False(GradCheck.Compare(x => new Mutants.MissingFactor().Apply(x), x, new() { AllowFloat32 = true }).Passed);
    }

    [Fact]
    public void InputsThatAreNotFloatingPointAreConstants()
    {
        var index = Tensor.Of([2L, 0L, 2L]);
        var report = GradCheck.Check((x, i) => x.IndexSelect(1, i), Matrix, index, Thorough);
        Assert.All(report.Parts, static part => Assert.NotEqual("index", part.Input));
        Assert.Throws<DTypeException>(() => GradCheck.Check(i => i.Sum(), index));
        Assert.Throws<DTypeException>(() => GradCheck.Check(x => x.To(DType.Int64), Vector));
    }

    [Fact]
    public void AFunctionThatIgnoresItsInputPassesWithAWarning()
    {
        var x = Vector;
        Assert.Contains("nothing depends on x", Assert.Single(GradCheck.Check(_ => Tensor.Of([1.0, 2.0]), x).Warnings));
        Assert.True(GradCheck.Check((a, _) => a * a, x, Matrix, Thorough).Passed);
    }

    [Fact]
    public void ARandomFunctionIsRefused()
    {
        var generator = Generator.Seeded(3);
        var problem = Assert.Single(GradCheck.Compare(x => x * Tensor.Rand([3], generator, DType.Float64), Vector).Problems);
        Assert.Contains("two evaluations at the same point gave different results", problem);
    }

    [Fact]
    public void AResultThatIsNotANumberIsNamed()
    {
        var problem = Assert.Single(GradCheck.Compare(x => x / (x - 2) * (x - 2), Vector).Problems);
        Assert.StartsWith("the result is NaN at element [2]", problem);
        Assert.StartsWith("the result is ∞ at element [2]", Assert.Single(GradCheck.Compare(x => 1 / (x - 2), Vector).Problems));
    }

    [Fact]
    public void TheEdgeOfADomainIsNamed()
    {
        var report = GradCheck.Compare(x => new LogOrNaN().Apply(x), Tensor.Of([1.0, 1e-9]));
        Assert.False(report.Passed);
        Assert.Contains(report.Warnings, static warning => warning.Contains("[1], the function is no longer finite"));
    }

    [Fact]
    public void AFunctionThatWritesToItsInputIsRefused()
    {
        var x = Vector;
        static Tensor Write(Tensor x)
        {
            using (Autodiff.NoGrad())
                x.AddInPlace(1);
            return x * x;
        }

        Assert.Contains("writes to its input x", Assert.Single(GradCheck.Compare(Write, x).Problems));
        Assert.Equal(Vector.ToArray<double>(), x.ToArray<double>());
    }

    [Fact]
    public void AFunctionThatWritesToACapturedTensorIsRefused()
    {
        var x = Vector;
        Tensor Write(Tensor input)
        {
            x[0] = 7;
            return input * input;
        }

        Assert.Contains("left x with other values", Assert.Single(GradCheck.Compare(Write, x).Problems));
    }

    [Fact]
    public void ARuleThatThrowsIsReportedWithItsException()
    {
        var exception = Assert.Throws<GradCheckException>(() => GradCheck.Check(x => new Mutants.WrongShape().Apply(x), Vector));
        Assert.IsType<ShapeException>(exception.InnerException);
        Assert.Contains("first order: computing the derivative threw ShapeException: WrongShape", exception.Message);
    }

    [Fact]
    public void AnExceptionOfTheFunctionItselfIsNotCaught() => Assert.Throws<ShapeException>(() => GradCheck.Check(x => x + Tensor.Zeros([4]), Vector));

    public static TheoryData<string, Tensor> Strided => new()
    {
        { "transposed", Matrix.T },
        { "sliced", Tensor.Arange(0, 12, dtype: DType.Float64).Reshape(4, 3)[1..][.., ..2] * 0.1 },
        { "every second", (Tensor.Arange(0, 6, dtype: DType.Float64) * 0.3).Slice(0, .., 2) },
        { "expanded", Vector.Expand([2, 3]) },
        { "scalar", Tensor.Of(0.7) },
        { "empty", Tensor.Zeros([0, 3], DType.Float64) },
    };

    [Theory]
    [MemberData(nameof(Strided))]
    public void StridesAreKept(string layout, Tensor x)
    {
        int[] strides = x.Strides.ToArray();
        int[]? seen = null;
        Tensor F(Tensor input)
        {
            seen ??= input.Strides.ToArray();
            return (input * input).Exp();
        }

        var report = GradCheck.Check(F, x, Thorough);
        Assert.Equal(strides, seen);
        Assert.True(report.Passed, layout);
        Assert.Equal(x.ElementCount * x.ElementCount, report.Parts[0].Compared);
    }

    [Fact]
    public void TolerancesAndStepsAreTheCallers()
    {
        static Tensor Off(Tensor x) => x * x + 1e-4 * (x - x.Detach()); // Its derivative is 2x + 1e-4, of x² numerically plus 1e-4 less.
        Assert.False(GradCheck.Compare(Off, Vector).Passed);
        Assert.True(GradCheck.Compare(Off, Vector, new() { AbsoluteTolerance = 1e-3 }).Passed);
        Assert.True(GradCheck.Compare(Off, Vector, new() { RelativeTolerance = 1e-3 }).Passed);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradCheck.Check(x => x.Exp(), Vector, new() { Epsilon = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradCheck.Check(x => x.Exp(), Vector, new() { Epsilon = 0 }));
    }

    [Fact]
    public void TheStepGrowsWithTheInput() => Assert.InRange(GradCheck.Check(x => x * x, Tensor.Of([1e8, -3e9])).NormRatio, 0, 1e-8);

    [Fact]
    public void AnOperationThatIsNotElementwiseNeedsInputs()
    {
        Assert.Contains("Pass inputs", Assert.Throws<ArgumentException>(() => GradCheck.CheckOp(new MatMul())).Message);
        Assert.True(GradCheck.CheckOp<Exp>().Passed);
        Assert.True(GradCheck.CheckOp(new Divide()).Passed);
        Assert.True(GradCheck.CheckOp(new MatMul(), Matrix, Matrix.T).Passed);
    }

    private sealed record Absolute : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Abs(x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => x / y;
    }

    private sealed record Step : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] > T.Zero ? T.One : T.Zero;
        }

        protected override Tensor Derivative(Tensor x, Tensor y) => 0;
    }

    private sealed record LogOrNaN : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => System.Numerics.Tensors.TensorPrimitives.Log(x, y);

        protected override Tensor Derivative(Tensor x, Tensor y) => 1 / x;
    }
}
