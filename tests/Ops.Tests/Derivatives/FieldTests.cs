namespace AutoGrad.Tests;

/// <summary>Laplacian and Divergence sweep all coordinates at once, and are what one coordinate after another gives.</summary>
public class FieldTests
{
    private static Tensor Points => Tensor.Rand([4, 5], Generator.Seeded(3), DType.Float64);

    private static Tensor Potential(Tensor x) => (x.Sin() * x.Square().Sum(-1, keepDim: true) + x.Tanh().Pow(3)).Sum(-1);

    private static Tensor Field(Tensor x) => (x * x.Sum(-1, keepDim: true)).Exp() + x.Cos();

    private static double Trace(Tensor hessian) => Enumerable.Range(0, hessian.Shape[0]).Sum(i => hessian[i, i].Item());

    private static void AssertNear(IEnumerable<double> expected, Tensor actual) =>
        Assert.All(expected.Zip(actual.ToArray<double>()), static pair => Assert.Equal(pair.First, pair.Second, 1e-10 * (1 + Math.Abs(pair.First))));

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void They_are_traces_whatever_the_chunks(int? chunkSize)
    {
        var points = Points;
        var laplacian = Autodiff.Laplacian(Potential, points, chunkSize: chunkSize);
        var divergence = Autodiff.Divergence(Field, points, chunkSize: chunkSize);
        Assert.Equal([4], laplacian.Shape);
        Assert.Equal([4], divergence.Shape);
        AssertNear(Enumerable.Range(0, 4).Select(i => Trace(Autodiff.Hessian(Potential, points[i]))), laplacian);
        AssertNear(Enumerable.Range(0, 4).Select(i => Trace(Autodiff.Jacobian(Field, points[i]))), divergence);
        // A scalar value makes one point of everything.
        var whole = Autodiff.Laplacian(static x => Potential(x).Sum(), points, chunkSize: chunkSize);
        Assert.Equal([], whole.Shape);
        AssertNear([laplacian.Sum().Item()], whole);
        AssertNear([laplacian[0].Item()], Autodiff.Laplacian(Potential, points[..1], chunkSize: chunkSize));
    }

    [Fact]
    public void The_function_and_every_rule_run_once()
    {
        int calls = 0;
        var op = new Counting(new int[2]);
        Autodiff.Divergence(
            x =>
            {
                calls++;
                return op.Apply(x).Sin();
            },
            Points);
        Assert.Equal((1, 1), (calls, op.Calls[1]));
        Autodiff.Divergence(x => op.Apply(x).Sin(), Points, chunkSize: 2);
        Assert.Equal(1 + 3, op.Calls[1]);
        calls = op.Calls[0] = op.Calls[1] = 0;
        Autodiff.Laplacian(
            x =>
            {
                calls++;
                return op.Apply(x).Square().Sum(-1);
            },
            Points);
        Assert.Equal((1, 1, 1), (calls, op.Calls[0], op.Calls[1]));
    }

    /// <summary>3x, which counts how often its transpose and its forward rule are called.</summary>
    private sealed record Counting(int[] Calls) : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * 3;

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
        {
            Calls[0]++;
            return gradient * 3 + saved[0] * 0;
        }

        protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved)
        {
            Calls[1]++;
            return tangents[0]! * 3;
        }

        protected override Tensor? VMap(BatchInputs inputs) => inputs[0] * 3;
    }

    [Fact]
    public void They_are_differentiable_and_can_be_mapped_and_nested()
    {
        var points = Points;
        GradCheck.Check(static x => Autodiff.Laplacian(Potential, x), points[..2], GradCheckOptions.Thorough);
        GradCheck.Check(static x => Autodiff.Divergence(Field, x), points[..2], GradCheckOptions.Thorough);
        GradCheck.Check(static w => Autodiff.Laplacian(x => (x * w).Sin().Sum(-1), Points[0]), Tensor.Of(0.7));
        var laplacian = Autodiff.Laplacian(Potential, points);
        AssertNear(laplacian.ToArray<double>(), Autodiff.VMap(static x => Autodiff.Laplacian(Potential, x))(points));
        // ∇²∇² of Σ x⁴ is 24 n.
        AssertNear([24 * 5], Autodiff.Laplacian(static x => Autodiff.Laplacian(static x => x.Pow(4).Sum(), x), points[0]));
        // Its divergence of the gradient is the Laplacian.
        AssertNear(laplacian.ToArray<double>(), Autodiff.Divergence(Autodiff.Grad(static x => Potential(x).Sum()), points));
    }

    [Fact]
    public void What_is_infinite_elsewhere_does_not_touch_the_diagonal()
    {
        // ∂f₁/∂x₀ is infinite, and no part of the divergence.
        static Tensor F(Tensor x) => Tensor.Stack([x[0] * 2, x[1] * 3 + x[0] * 1e200 * 1e200]);
        Assert.Equal(5, Autodiff.Divergence(F, Tensor.Of([0.0, 1.0])).Item());
        Assert.Equal(5, Autodiff.Divergence(F, Tensor.Of([0.0, 1.0]), chunkSize: 1).Item());
    }

    [Fact]
    public void Rules_that_read_values_and_empty_points_and_bad_sizes_are_met()
    {
        var reading = new Reading();
        Assert.Equal(6, Autodiff.Divergence(x => reading.Apply(x), Tensor.Of([1.0, 2.0])).Item());
        Assert.Equal([0], Autodiff.Divergence(static x => x, Tensor.Zeros([0, 3])).Shape);
        Assert.Equal([2], Autodiff.Divergence(static x => x, Tensor.Zeros([2, 0])).Shape);
        Assert.Equal(0, Autodiff.Laplacian(static x => x.Sum(), Tensor.Zeros([0])).Item());
        Assert.Equal(2, Autodiff.Laplacian(static x => x * x, Tensor.Of(3.0)).Item());
        Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.Laplacian(Potential, Points, chunkSize: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.Divergence(Field, Points, chunkSize: -1));
    }

    /// <summary>3x, whose forward rule reads the tangent's values.</summary>
    private sealed record Reading : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * 3;

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient * 3;

        protected override Tensor? Jvp(ReadOnlySpan<Tensor?> tangents, Saved saved) =>
            Tensor.Of<double>([.. tangents[0]!.ToArray<double>().Select(static t => 3 * t)], tangents[0]!.Shape);
    }
}
