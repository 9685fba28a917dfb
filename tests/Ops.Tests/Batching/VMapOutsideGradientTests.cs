namespace AutoGrad.Tests;

/// <summary>Functions and checkpoints inside VMap, differentiated inside, outside, and both, against the same without them.</summary>
public class VMapOutsideGradientTests
{
    private static readonly Tensor xs = Tensor.Rand([4, 3], Generator.Seeded(5), DType.Float64) - 0.5;

    private static readonly Tensor weight = Tensor.Rand([3, 3], Generator.Seeded(6), DType.Float64) - 0.5;

    /// <summary>a·b and a + b², which broadcast and of which the first is saved.</summary>
    private sealed class TwoResults : Function
    {
        protected override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            var (a, b) = (inputs[0], inputs[1]);
            Tensor product = a * b, sum = a + b * b, sign = a.Sign();
            context.SaveForBackward(product, b);
            context.SaveConstant(sign);
            context.SaveForBackward(a);
            context.MarkNonDifferentiable(sign);
            context.State = 2.0;
            return [product, sum, sign];
        }

        protected override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients)
        {
            Tensor product = context.Saved[0], b = context.Saved[1], sign = context.Saved[2], a = context.Saved[3];
            return
            [
                gradients[0] * product / a * sign * sign + gradients[1],
                context.NeedsInputGrad(1) ? gradients[0] * a + gradients[1] * (double)context.State! * b : null,
            ];
        }
    }

    private static Tensor WithFunction(Tensor x, Tensor w)
    {
        var h = w.MatMul(x);
        if (new TwoResults().ApplyAll(h, x) is not [var product, var sum, var sign])
            throw new InvalidOperationException();
        return (product.Tanh() + sum * product + sign).Sum() + new TwoResults().ApplyAll(x, Tensor.Of(0.3))[1].Square().Sum();
    }

    private static Tensor Plain(Tensor x, Tensor w)
    {
        var h = w.MatMul(x);
        Tensor product = h * x, sum = h + x * x;
        return (product.Tanh() + sum * product + h.Sign()).Sum() + (x + 0.3 * 0.3).Square().Sum();
    }

    private static Tensor Block(Tensor h, Tensor w) => (w.MatMul(h).Tanh() * h).Exp() * Tensor.Rand(h.Shape, Generator.Seeded(3), DType.Float64);

    private static Tensor PlainBlocks(Tensor x, Tensor w) => Block(Block(x, w), w * 0.5).Square().Sum();

    private static Tensor WithCheckpoints(Tensor x, Tensor w) =>
        Autodiff.Checkpoint(static (h, w) => Block(h, w * 0.5), Autodiff.Checkpoint(Block, x, w), w).Square().Sum();

    private static Tensor Nested(Tensor x, Tensor w) =>
        Autodiff.Checkpoint((x, w) => Block(Autodiff.Checkpoint(Block, x, w), w * 0.5).Square().Sum(), x, w);

    private static Tensor Both(Tensor x, Tensor w) =>
        Autodiff.Checkpoint((x, w) => WithFunction(x * 1, w), x, w);

    public static TheoryData<string> Names => [.. pairs.Keys];

    private static readonly Dictionary<string, (Func<Tensor, Tensor, Tensor> Actual, Func<Tensor, Tensor, Tensor> Expected)> pairs = new()
    {
        ["Function"] = (WithFunction, Plain),
        ["Checkpoint"] = (WithCheckpoints, PlainBlocks),
        ["Nested"] = (Nested, PlainBlocks),
        ["Both"] = (Both, Plain),
    };

    private static void AssertNear(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(
            expected.ToArray<double>().Zip(actual.ToArray<double>()),
            static pair => Assert.Equal(pair.First, pair.Second, 1e-12 * (1 + Math.Abs(pair.First))));
    }

    private static void Compare(string name, Func<Func<Tensor, Tensor, Tensor>, Tensor> what) =>
        AssertNear(what(pairs[name].Expected), what(pairs[name].Actual));

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_around_VMap_are_those_of_the_composition(string name)
    {
        Compare(name, static f => Autodiff.VMap(x => f(x, weight))(xs));
        Compare(name, static f => Autodiff.Grad(z => Autodiff.VMap(x => f(x, weight))(z).Sum(), xs));
        Compare(name, static f => Autodiff.Grad(w => Autodiff.VMap(x => f(x, w))(xs).Sum(), weight)); // Shared by all samples.
        Compare(name, static f => Autodiff.Grad(w => Autodiff.VMap((x, w) => f(x, w), [0, null])(xs, w).Square().Sum(), weight));
        Compare(name, static f => Autodiff.Grad(w => Autodiff.VMap(f, [null, 2])(xs[0], w).Square().Sum(), Tensor.Stack([weight, weight.T], 2)));
        Compare(name, static f => Autodiff.Hessian(z => Autodiff.VMap(x => f(x, weight))(z.Reshape(2, 3)).Sum(), xs[..2].Reshape(6)));
        Compare(name, static f => Autodiff.Jacobian(z => Autodiff.VMap(x => f(x, weight))(z), xs));
        Compare(name, static f => Autodiff.Jvp(z => Autodiff.VMap(x => f(x, weight))(z), xs, xs + 1).Product);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Leaves_outside_get_their_gradients_once_VMap_is_over(string name) => Compare(name, static f =>
    {
        Tensor x = xs.Clone().WithGrad(), w = weight.Clone().WithGrad();
        var y = Autodiff.VMap(x => f(x, w))(x * 1).Sum();
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Throws<AutogradException>(() => y.Backward());
        return Tensor.Cat([x.Grad!, w.Grad!]);
    });

    [Theory]
    [MemberData(nameof(Names))]
    public void Per_sample_gradients_are_those_of_the_composition_and_differentiable(string name)
    {
        Compare(name, static f => Autodiff.VMap(x => Autodiff.Grad(z => f(z, weight), x))(xs));
        Compare(name, static f => Autodiff.VMap(x => Autodiff.Grad(w => f(x, w), weight))(xs));
        Compare(name, static f =>
        {
            var w = weight.Clone().WithGrad();
            return Autodiff.VMap(x => Autodiff.Grad(f(x, w), w))(xs);
        });
        Compare(name, static f => Autodiff.Grad(w => Autodiff.VMap(x => Autodiff.Grad(z => f(z, w), x))(xs).Square().Sum(), weight));
        Compare(name, static f => Autodiff.Grad(z => Autodiff.VMap(x => Autodiff.Grad(w => f(x, w), weight))(z).Square().Sum(), xs));
        Compare(name, static f => Autodiff.VMap(x => Autodiff.Hessian(z => f(z, weight), x))(xs));
        Compare(name, static f => Autodiff.Grad(z => Autodiff.VMap(x => Autodiff.Laplacian(z => f(z, weight), x))(z).Sum(), xs[..2]));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nested_batches_are_the_same(string name)
    {
        var points = xs.Reshape(2, 2, 3);
        Compare(name, f => Autodiff.Grad(z => Autodiff.VMap(rows => Autodiff.VMap(x => f(x, weight))(rows))(z).Square().Sum(), points));
        Compare(name, f => Autodiff.VMap(rows => Autodiff.Grad(z => Autodiff.VMap(x => f(x, weight))(z).Square().Sum(), rows))(points));
        Compare(name, f => Autodiff.Grad(
            w => Autodiff.VMap(rows => Autodiff.Grad(z => Autodiff.VMap(x => f(x, w))(z).Square().Sum(), rows))(points).Square().Sum(), weight));
        // The weights differ over the outer batch, the points over the inner one.
        var weights = Tensor.Stack([weight, weight.T]);
        Compare(name, f => Autodiff.Grad(w => Autodiff.VMap(w => Autodiff.VMap(x => f(x, w))(xs))(w).Square().Sum(), weights));
        Compare(name, f => Autodiff.VMap(w => Autodiff.Grad(w => Autodiff.VMap(x => f(x, w))(xs).Square().Sum(), w))(weights));
        Compare(name, f => Autodiff.Grad(
            w => Autodiff.VMap(w => Autodiff.VMap(x => Autodiff.Grad(z => f(z, w), x))(xs))(w).Square().Sum(), weights));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Packed_values_stay_part_of_the_graph_outside(string name) => Compare(name, static f =>
    {
        using (new SavedTensorHooks(static t => t.Clone(), static p => ((Tensor)p!).Clone()))
            return Autodiff.Grad(w => Autodiff.VMap(x => Autodiff.Grad(z => f(z, w), x))(xs).Square().Sum(), weight);
    });

    [Fact]
    public void A_function_that_cannot_be_differentiated_twice_says_so_around_its_gradient_and_works_else()
    {
        var once = Function.Of(static x => x * x, static (x, y, g) => 2 * x * g, onceDifferentiable: true, name: "Once");
        var unknown = Function.Of(
            static (context, inputs) =>
            {
                var half = inputs[0] * inputs[0] * 0.5;
                context.SaveForBackward(half, inputs[0]);
                return [half * 2];
            },
            static (context, gradients) => [gradients[0] * 4 * context.Saved[0] / context.Saved[1]],
            name: "Unknown");
        foreach (var f in new[] { once, unknown })
        {
            AssertNear(2 * xs, Autodiff.VMap(x => Autodiff.Grad(z => f.Apply(z).Sum(), x))(xs));
            AssertNear(2 * xs, Autodiff.Grad(z => Autodiff.VMap(x => f.Apply(x))(z).Sum(), xs));
            Assert.Throws<AutogradException>(() => Autodiff.Hessian(z => Autodiff.VMap(x => f.Apply(x))(z).Sum(), xs));
            Assert.Throws<AutogradException>(() => Autodiff.VMap(x => Autodiff.Hessian(z => f.Apply(z).Sum(), x))(xs));
            // The gradient inside is right, and what it depends on outside is not known.
            var z = xs.Clone().WithGrad();
            var inner = Autodiff.VMap(x => Autodiff.Grad(y => f.Apply(y).Sum(), x))(z * 1);
            AssertNear(2 * xs, inner.Detach());
            Assert.StartsWith($"{f}: ", Assert.Throws<AutogradException>(() => inner.Sum().Backward()).Message);
            var captured = Autodiff.VMap(x => Autodiff.Grad(y => (f.Apply(x * 1) * y).Sum(), Tensor.Of(2.0)))(z * 1);
            captured.Sum().Backward(); // Of its value, not of its derivative.
            AssertNear(2 * xs, z.Grad!);
        }
    }

    [Fact]
    public void A_gradient_that_broadcasts_is_summed_for_each_sample()
    {
        // As many samples as rows, so that a sum over the wrong axis would not be noticed by its shape.
        var scale = Function.Of(static (s, x) => s * x, static (s, x, y, g) => (g * x, g * s), name: "Scale");
        Tensor ss = xs[..3, 0], matrices = Tensor.Rand([3, 3, 3], Generator.Seeded(8), DType.Float64);
        AssertNear(
            matrices.Square().Sum([1, 2]) * 2 * ss,
            Autodiff.Grad(s => Autodiff.VMap((s, m) => scale.Apply(s, m).Square().Sum())(s, matrices).Sum(), ss));
        AssertNear(
            matrices.Square().Sum([1]) * 2, Autodiff.Grad(
                s => Autodiff.VMap((s, m) => scale.Apply(s, m).Square().Sum())(s, matrices).Sum(), Tensor.Ones([3, 3], DType.Float64)));
    }

    [Fact]
    public void Large_gradients_of_several_inputs_are_not_given_back_too_early()
    {
        Tensor x = Tensor.Rand([8, 2000], Generator.Seeded(1), DType.Float64) + 0.5, y = x.Flip(1);
        static Tensor F(Tensor x, Tensor y) => new TwoResults().ApplyAll(x, y) is [var a, var b, _] ? (a * b).Sum() : null!;
        static Tensor G(Tensor x, Tensor y) => (x * y * (x + y * y)).Sum();
        AssertNear(
            Autodiff.VMap((x, y) => Autodiff.Grad(z => G(z, z * y), x))(x, y), Autodiff.VMap((x, y) => Autodiff.Grad(z => F(z, z * y), x))(x, y));
        AssertNear(
            Autodiff.Grad(z => Autodiff.VMap((x, y) => G(x, y))(z, z * y).Sum(), x),
            Autodiff.Grad(z => Autodiff.VMap((x, y) => F(x, y))(z, z * y).Sum(), x));
    }

    [Fact]
    public void What_a_checkpoint_captures_of_a_batch_is_pointed_out()
    {
        var x = xs.Clone().WithGrad();
        var y = Autodiff.VMap(x => Autodiff.Checkpoint(h => (h * x).Exp(), x * 2))(x);
        var error = Assert.Throws<AutogradException>(() => y.Sum().Backward());
        Assert.Contains("pass it what differs over the batch as an input", error.Message);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_checkpoint_inside_drops_its_values()
    {
        var x = Tensor.Rand([10, 100], dtype: DType.Float64).WithGrad();
        static Tensor F(Tensor z) => z.Exp().Tanh().Sin().Exp().Sum();
        long kept = Tape.MemoryReport(Autodiff.VMap(F)(x)).SavedBytes;
        long less = Tape.MemoryReport(Autodiff.VMap(z => Autodiff.Checkpoint(F, z))(x)).SavedBytes;
        Assert.True(kept >= 3 * 8000, $"{kept}");
        Assert.True(less <= 100, $"{less}");
    }
}
