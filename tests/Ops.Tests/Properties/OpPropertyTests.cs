namespace AutoGrad.Tests;

/// <summary>
/// What holds of every operation, on shapes, layouts and values drawn at random: <see cref="GradCheck.CheckOp(Op, Tensor[])"/>. The operations are
/// found by reflection, so that none is forgotten. AUTOGRAD_TEST_SEED draws others, AUTOGRAD_TEST_COUNT more.
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

    /// <summary>
    /// Sizes beyond a vector register and beyond what is pooled: the gradient does not depend on whether the pass gives memory back as it goes, nor
    /// on the layout of the inputs.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void GradientsOfLargeTensorsDependNeitherOnMemoryNorOnLayout(string name)
    {
        var row = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name))!;
        for (int seed = 1; seed <= 6; seed++)
        {
            var random = new Random(seed);
            int[] sizes = [.. Enumerable.Range(0, 4).Select(_ => random.Next(7, 12))], choices = [.. Enumerable.Range(0, 8).Select(_ => random.Next(60))];
            var draw = new OpDraw(sizes, choices, [PointLayout.Transposed, PointLayout.Sliced, PointLayout.Transposed], seed, 6);
            var sample = row(new Draws(draw));
            var inputs = sample.Tensors(draw);
            double[][] pooled = Gradients(sample.Op, inputs, createGraph: false);
            Assert.Equal(Gradients(sample.Op, inputs, createGraph: true), pooled);
            double[][] contiguous = Gradients(sample.Op, [.. inputs.Select(static x => x.Contiguous())], createGraph: false);
            Assert.All(contiguous.SelectMany(static g => g).Zip(pooled.SelectMany(static g => g)), static pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        }
    }

    private static double[][] Gradients(Op op, Tensor[] inputs, bool createGraph)
    {
        Tensor[] point = [.. inputs.Select(static x => x.DType.IsFloatingPoint ? x.Detach().WithGrad() : x)];
        Tensor[] leaves = [.. point.Where(static x => x.RequiresGrad)];
        var y = op.Apply(point);
        if (!y.RequiresGrad)
            return [];
        // Squared twice over, so that gradients are added up and let go of on the way.
        y = y.To(DType.Float64);
        var gradients = Autodiff.Grad([(y * y + y * 0.5).Sum()], leaves, createGraph: createGraph, allowUnused: true);
        _ = Tensor.Full([4096], double.NaN, DType.Float64) * 1; // What was given back too early is overwritten.
        return [.. gradients.Select(static g => g.ToArray<double>())];
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

    /// <summary>Where operands are results that nobody else reads, and the result is read by another operation, it takes their place.</summary>
    [Theory]
    [MemberData(nameof(ElementwiseNames))]
    public void EveryElementwiseKernelMayWriteOverItsOperands(string name)
    {
        var draw = new OpDraw([7], [1, 0, 0, 0, 0], [PointLayout.Contiguous], 1, 6);
        var sample = OpSamples.Of(OpSamples.Types.Single(type => type.Name == name))!(new Draws(draw));
        foreach (var dtype in new[] { DType.Float64, DType.Float32 })
        {
            // Enough to wait and be evaluated together, and no whole number of blocks.
            Tensor[] inputs = [.. sample.Tensors(draw).Select(x => x.Reshape([x.ElementCount]).Repeat(30_011 / x.ElementCount)[..15_001].To(dtype))];
            inputs = [.. inputs.Select(static x => Tensor.Cat([x, x.Flip([0])]))];
            double[] expected = sample.Op.Apply(inputs).To(DType.Float64).ToArray<double>();
            for (int waiting = 1; waiting < 1 << inputs.Length; waiting++)
            {
                Tensor[] results = [.. inputs.Select((x, i) => (waiting >> i & 1) != 0 ? x.Negate().Negate() : x)];
                var y = sample.Op.Apply(results);
                Assert.Equal(expected, (y.DType.IsFloatingPoint ? y.Negate().Negate() : y).To(DType.Float64).ToArray<double>());
            }
        }
    }

    /// <summary>No operation escapes the checks by being hidden.</summary>
    [Fact]
    public void OnlyThePartsOfAFunctionsCallAreHidden() => Assert.Equal(
        ["FunctionCall", "FunctionGuard", "FunctionInputs", "FunctionOutput"],
        new[] { typeof(Op).Assembly, typeof(TensorOps).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.IsSubclassOf(typeof(Op)) && !type.IsAbstract && !type.IsVisible)
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void AnOperationWithoutSamplesHasNone()
    {
        Assert.Null(OpSamples.Of(typeof(Mutants.WrongBilinear)));
        Assert.NotNull(OpSamples.Of(typeof(Mutants.WrongSign)));
        Assert.Contains(typeof(Expand), OpSamples.Types);
        Assert.Contains(typeof(MatMul), OpSamples.Types);
    }
}
