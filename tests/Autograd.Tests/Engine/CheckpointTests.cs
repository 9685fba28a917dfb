using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>Functions whose saved values are computed again.</summary>
public class CheckpointTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    private static Tensor Large(int seed) => Tensor.Rand([60, 50], Generator.Seeded(seed), DType.Float64);

    private static Tensor F(Tensor x) => (x * x).Tanh() * x.Exp();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_those_without_for_inputs_and_parameters(bool scoped)
    {
        Tensor x = Large(1), weight = Large(2).WithGrad(), other = Large(2).WithGrad();
        using var scope = scoped ? new TensorScope() : null;
        Tensor input = (x * 2).WithGrad(), plain = (x * 2).WithGrad();
        int runs = 0;
        var y = Autodiff.Checkpoint(
            h =>
            {
                runs++;
                return F(h * weight);
            },
            input.Exp());
        y.Sum().Backward();
        F(plain.Exp() * other).Sum().Backward();
        Assert.Equal(2, runs);
        Assert.Equal(Values(plain.Grad), Values(input.Grad));
        Assert.Equal(Values(other.Grad), Values(weight.Grad));
    }

    [Fact]
    public void Two_inputs_several_inputs_and_several_results()
    {
        Tensor a = Leaf(1, 2), b = Leaf(3, 4), c = Leaf(5, 6);
        Autodiff.Checkpoint(static (a, b) => a * b, a, b).Sum().Backward();
        Assert.Equal([3, 4], Values(a.Grad));
        Assert.Equal([1, 2], Values(b.Grad));
        var sums = Autodiff.Grad(Autodiff.Checkpoint(static t => t[0] * t[1] * t[2], a, b, c).Sum(), c);
        Assert.Equal([3, 8], Values(sums));
        var two = Autodiff.Checkpoint(static Tensor[] (t) => [t[0] * t[1], t[0].Exp()], a, b);
        (two[0] + two[1]).Sum().Backward();
        Assert.Equal([3 + 3 + Math.E, 4 + 4 + Math.Exp(2)], Values(a.Grad));
    }

    [Fact]
    public void Constant_inputs_and_no_recording_are_taken_as_they_are()
    {
        Tensor x = Tensor.Of([1.0, 2]), weight = Leaf(3, 4);
        Autodiff.Checkpoint(x => x * weight * weight, x).Sum().Backward();
        Assert.Equal([6, 16], Values(weight.Grad));
        using (Autodiff.NoGrad())
            Assert.False(Autodiff.Checkpoint(x => x * weight, x).RequiresGrad);
        Assert.Throws<ArgumentNullException>(() => Autodiff.Checkpoint((Func<Tensor, Tensor>)null!, x));
        Assert.Throws<ArgumentNullException>(() => Autodiff.Checkpoint(static x => x, (Tensor)null!));
    }

    [Fact]
    public void The_same_numbers_are_drawn_again_and_the_generators_do_not_notice()
    {
        var own = Generator.Seeded(5);
        var masks = new List<double[]>();
        Tensor Drop(Tensor x)
        {
            var mask = (Tensor.Rand(x.Shape, dtype: DType.Float64) > 0.5).To(DType.Float64) * Tensor.Randn(x.Shape, own, DType.Float64);
            masks.Add(Values(mask));
            return x * mask * x;
        }

        var x = Large(3).WithGrad();
        var y = Autodiff.Checkpoint(x => Autodiff.Checkpoint(Drop, x.Exp()), x);
        long position = own.Position;
        own.Reseed(77);
        y.Sum().Backward();
        Assert.InRange(masks.Count, 2, 3);
        Assert.All(masks, mask => Assert.Equal(masks[0], mask));
        Assert.Equal((77, 0), (own.Seed, own.Position));
        Assert.NotEqual(position, own.Position);
    }

    [Fact]
    public void Nested_checkpoints_and_second_derivatives_are_right()
    {
        static Tensor Nested(Tensor x) => Autodiff.Checkpoint(
            static x => Autodiff.Checkpoint(static x => F(Autodiff.Checkpoint(F, x * 0.5)), x + 1) * x, x);
        static Tensor Plain(Tensor x) => F(F((x + 1) * 0.5)) * x;
        var at = Tensor.Of([0.3, -0.8, 1.1]);
        Assert.Equal(Values(Autodiff.Grad(static x => Plain(x).Sum(), at)), Values(Autodiff.Grad(static x => Nested(x).Sum(), at)));
        Assert.Equal(Values(Autodiff.Hessian(static x => Plain(x).Sum(), at)), Values(Autodiff.Hessian(static x => Nested(x).Sum(), at)));
        Assert.Equal(Values(Autodiff.Jvp(Plain, at, at).Product), Values(Autodiff.Jvp(Nested, at, at).Product));
        var x = at.Clone().WithGrad();
        var gradient = Autodiff.Grad(Nested(x).Sum(), x, createGraph: true);
        gradient.Sum().Backward();
        Assert.Equal(Values(Autodiff.Hessian(static x => Plain(x).Sum(), at).Sum(axis: 0)), Values(x.Grad), static (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void A_retained_graph_is_computed_again_for_each_pass()
    {
        var x = Large(4).WithGrad();
        int runs = 0;
        var y = Autodiff.Checkpoint(
            x =>
            {
                runs++;
                return F(x);
            },
            x.Exp()).Sum();
        y.Backward(retainGraph: true);
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Equal(4, runs);
        var plain = Large(4).WithGrad();
        F(plain.Exp()).Sum().Backward();
        Assert.Equal(Values(plain.Grad! + plain.Grad! + plain.Grad!), Values(x.Grad));
        Assert.Throws<AutogradException>(() => y.Backward());
    }

    [Fact]
    public void A_function_that_does_not_do_the_same_again_is_refused()
    {
        var x = Leaf(1, 2);
        int runs = 0;
        AutogradException Fails(Func<Tensor, int, Tensor> f)
        {
            runs = 0;
            var y = Autodiff.Checkpoint(x => f(x, runs++), x.Exp()).Sum();
            return Assert.Throws<AutogradException>(() => y.Backward());
        }

        Assert.Contains("saved 3 values at first and 1", Fails(static (x, run) => run == 0 ? x.Exp() * x : x.Exp()).Message);
        Assert.Contains("Exp", Fails(static (x, run) => run == 0 ? x.Exp() : x.Tanh()).Message);
        Assert.Contains("the same both times", Fails(static (x, run) => (run == 0 ? x : x[..1]).Exp()).Message);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void What_was_overwritten_before_the_backward_pass_is_noticed()
    {
        Tensor x = Leaf(1, 2), bias = Leaf(3, 4), constant = Tensor.Of([5.0, 6]), h = x * 2;
        Tensor y = Autodiff.Checkpoint(h => (h + bias).Exp(), h).Sum();
        h.AddInPlace(1);
        Assert.Contains("input 0, Float64 [2], has since been overwritten by AddInPlace at CheckpointTests.cs", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        y = Autodiff.Checkpoint(x => (x + bias).Exp(), x * 2).Sum();
        using (Autodiff.NoGrad())
            bias.AddInPlace(1);
        Assert.Contains("Add read a Float64 [2] leaf", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        y = Autodiff.Checkpoint(x => x * constant, x * 2).Sum();
        constant.FillInPlace(0);
        Assert.Contains("overwritten by FillInPlace at CheckpointTests.cs", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_function_that_throws_leaves_everything_usable()
    {
        var x = Leaf(1, 2);
        int runs = 0;
        Tensor Broken(Tensor x) => ++runs == 2 ? throw new InvalidOperationException("broken") : F(x);
        var y = Autodiff.Checkpoint(Broken, x * 2).Sum();
        Assert.Throws<InvalidOperationException>(() => y.Backward(retainGraph: true));
        Assert.Null(x.Grad);
        Assert.False(Autodiff.IsRecomputing);
        Assert.True(Autodiff.IsRecording);
        y.Backward();
        var plain = Leaf(1, 2);
        F(plain * 2).Sum().Backward();
        Assert.Equal(Values(plain.Grad), Values(x.Grad));
        Assert.Throws<InvalidOperationException>(() => Autodiff.Checkpoint(static Tensor (Tensor _) => throw new InvalidOperationException(), x));
        Assert.True(F(x).RequiresGrad);
    }

    [Fact]
    public void Threads_run_backward_through_checkpoints_of_their_own_and_through_a_shared_one()
    {
        var shared = Large(5).WithGrad();
        var retained = Autodiff.Checkpoint(F, shared.Exp()).Sum();
        var expected = Values(Autodiff.Grad(F(shared.Exp()).Sum(), shared));
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(expected, Values(Autodiff.Grad(Autodiff.Checkpoint(F, shared.Exp()).Sum(), shared)));
                Assert.Equal(expected, Values(Autodiff.Grad(retained, shared, retainGraph: true)));
            }
        });
    }

    [Fact]
    public void A_deep_chain_of_checkpoints_needs_no_stack()
    {
        var x = Leaf(1);
        var y = x;
        for (int i = 0; i < 20_000; i++)
            y = Autodiff.Checkpoint(static x => (x * 1.00001) * x.Detach() / x.Detach(), y);
        y.Backward();
        Assert.Equal(Math.Pow(1.00001, 20_000), x.Grad!.Item(), 1e-9);
    }

    [Fact]
    public void In_a_scope_what_the_function_makes_and_does_not_return_is_given_back()
    {
        var x = Large(6).WithGrad();
        Tensor inner = null!;
        using var scope = new TensorScope();
        var y = Autodiff.Checkpoint(x => (inner = x.Exp()) * x, x);
        Assert.Contains("checkpointed function", Assert.Throws<ObjectDisposedException>(() => inner.ToArray<double>()).Message);
        y.Sum().Backward();
        Assert.NotNull(x.Grad);
    }

    [Fact]
    public void Forward_mode_lets_go_of_what_it_computed_again()
    {
        var kept = new List<WeakReference>();
        Tensor Deep(Tensor x)
        {
            for (int i = 0; i < 4; i++)
            {
                x = x.Sin();
                kept.Add(new(x));
            }
            return x;
        }

        var push = Linearized(Deep);
        int first = kept.Count;
        Pushed(push);
        Assert.True(kept.Count > first); // It did compute again.
        GC.Collect();
        Assert.DoesNotContain(kept[first..], static reference => reference.IsAlive);
        GC.KeepAlive(push);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Func<Tensor, Tensor> Linearized(Func<Tensor, Tensor> f) => Autodiff.Linearize(x => Autodiff.Checkpoint(f, x), Large(4)).Pushforward;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Pushed(Func<Tensor, Tensor> push) => push(Large(5)).Sum().Item();
}
