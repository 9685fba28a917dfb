using System.Numerics;

namespace AutoGrad.Tests;

/// <summary>Operations of one's own in VMap: elementwise ones have a batching rule, others are looped over, and a wrong rule is told from a right one.</summary>
public class VMapOwnOperationTests
{
    private static int calls;

    private static readonly Tensor xs = Tensor.Randn([3, 2, 4], Generator.Seeded(1), DType.Float64);

    private sealed record Swish(double Beta = 1) : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            calls++;
            for (int i = 0; i < x.Length; i++)
                y[i] = x[i] / (T.One + T.Exp(-T.CreateChecked(Beta) * x[i]));
        }

        protected override Tensor Derivative(Tensor x, Tensor y) => Beta * y + (Beta * x).Sigmoid() * (1 - Beta * y);
    }

    /// <summary>The sum along the second axis of two, without a batching rule.</summary>
    private sealed record RowSums : LinearOp
    {
        protected override Tensor Forward(Tensor x)
        {
            calls++;
            return x.Sum(1);
        }

        protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Unsqueeze(1).Expand(shape);
    }

    private sealed record WrongRule : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x.Sum(1);

        protected override Tensor Transpose(Tensor gradient, Shape shape) => gradient.Unsqueeze(1).Expand(shape);

        protected override Tensor? VMap(BatchInputs inputs) => inputs[0].Sum(0);
    }

    [Fact]
    public void AnElementwiseOperationRunsOnAllSamplesAtOnce()
    {
        OverBatch.AssertSameInEveryOrder(static x => new Swish(1.5).Apply(x[0]), [xs], [0], "Swish");
        calls = 0;
        _ = Autodiff.VMap(static x => new Swish().Apply(x))(xs).ToArray<double>();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void AnOperationWithoutARuleIsLoopedOver()
    {
        OverBatch.AssertSameInEveryOrder(static x => new RowSums().Apply(x[0] * x[0]), [xs], [0], "RowSums");
        OverBatch.AssertSameInEveryOrder(static x => Autodiff.VMap(static z => new RowSums().Apply(z * z))(x[0]), [Tensor.Stack([xs, xs * 2])], [0], "nested");
        calls = 0;
        _ = Autodiff.VMap(static x => new RowSums().Apply(x))(xs);
        Assert.Equal(3, calls);
        Assert.Equal(new Shape(0, 2), Autodiff.VMap(static x => new RowSums().Apply(x))(xs[..0]).Shape);
    }

    /// <summary>2x, by a rule that looks at its gradient.</summary>
    private sealed record Doubled : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] + inputs[0];

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) =>
            Tensor.Of<double>([.. gradient.ToArray<double>().Select(static g => 2 * g)], gradient.Shape);
    }

    [Fact]
    public void AJacobianIsALoopWhereARuleReadsValues()
    {
        var x = Tensor.Of([1.0, 2.0, 3.0]);
        static Tensor F(Tensor z) => new Doubled().Apply(z) * z;
        double[] expected = [4, 0, 0, 0, 8, 0, 0, 0, 12];
        Assert.Equal(expected, Autodiff.Jacobian(F, x).ToArray<double>());
        Assert.Equal(expected, Autodiff.Jacobian(F, x, chunkSize: 1).ToArray<double>());
        Assert.ThrowsAny<AutogradException>(() => Autodiff.Jacobian(F, x, chunkSize: 3));
    }

    [Fact]
    public void ARuleThatLosesTheBatchIsRefused() =>
        Assert.Contains(
            "its VMap returned [2, 4] for a batch of 3; the first axis must be the batch.",
            Assert.Throws<ShapeException>(static () => Autodiff.VMap(static x => new WrongRule().Apply(x))(xs)).Message);
}
