using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>What a Function saves is packed, and dropped by checkpoints, as what an operation saves is.</summary>
public class FunctionPackingTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    /// <summary>(aᵏ, a·b), which saves inputs, a result, and something computed on the way.</summary>
    private sealed class PowerAndProduct(int k) : Function
    {
        protected internal override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs)
        {
            var (a, b) = (inputs[0], inputs[1]);
            Tensor power = a.Pow(k), product = a * b;
            context.SaveForBackward(a, b, power);
            context.SaveConstant(Tensor.FullLike(a, k));
            return [power, product];
        }

        protected internal override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients) =>
            context.Saved is [var a, var b, var power, var exponent]
            ? [gradients[0] * exponent * power / a + gradients[1] * b, gradients[1] * a]
            : throw new InvalidOperationException();
    }

    /// <summary>eˣ from its result.</summary>
    private static Function MyExp => Function.Of(
        static (context, inputs) =>
        {
            var y = inputs[0].Exp();
            context.SaveForBackward(y);
            return [y];
        },
        static (context, gradients) => [gradients[0] * context.Saved[0]],
        name: "MyExp");

    private static Tensor F(Tensor x)
    {
        var h = x * x + 1;
        var both = new PowerAndProduct(3).ApplyAll(h, MyExp.Apply(h));
        return (both[0] * 0.1 + both[1]).Sum();
    }

    [Fact]
    public void It_is_packed_and_unpacked_and_derivatives_of_any_order_stay_the_same()
    {
        Tensor x = Leaf(0.5, -1, 0.25), plain = Leaf(0.5, -1, 0.25);
        int packed = 0, unpacked = 0;
        SavedTensorHooks Hooks() => new(
            t =>
            {
                packed++;
                Assert.False(t.RequiresGrad);
                return t.ToArray<double>();
            },
            p =>
            {
                unpacked++;
                return Tensor.Of<double>((double[])p!);
            });
        Tensor y, expected = F(plain);
        using (Hooks())
            y = MyExp.Apply(MyExp.Apply(x)).Sum();
        Assert.Equal((2, 0), (packed, unpacked));
        Autodiff.Grad(y, x);
        Assert.Equal((2, 2), (packed, unpacked));
        using (Hooks())
            y = F(x);
        for (int order = 1; order < 4; order++)
        {
            y = Autodiff.Grad(y.Sum(), x, createGraph: true);
            expected = Autodiff.Grad(expected.Sum(), plain, createGraph: true);
            Assert.Equal(Values(expected), Values(y));
        }
        using (Hooks())
            Assert.Equal(Values(Autodiff.Jvp(F, plain.Detach(), plain.Detach()).Product), Values(Autodiff.Jvp(F, x.Detach(), x.Detach()).Product));
    }

    [Fact]
    public void What_a_function_and_operations_save_is_packed_once_and_inputs_that_are_leaves_never()
    {
        var x = Leaf(2, 3);
        var seen = new List<double>();
        using (new SavedTensorHooks(
            t =>
            {
                seen.Add(t.ToArray<double>()[0]);
                return t;
            },
            static p => (Tensor)p!))
        {
            var y = MyExp.Apply(x);
            _ = y * y * MyExp.Apply(y) + new PowerAndProduct(2).ApplyAll(x, y)[0];
        }
        Assert.Single(seen, static v => Math.Abs(v - Math.Exp(2)) < 1e-9);
        Assert.Single(seen, static v => v == 2); // The constant, and no leaf.
    }

    [Fact]
    public void It_is_freed_by_the_backward_pass()
    {
        int alive = 0;
        var x = Leaf(0.5, 1);
        Tensor y;
        using (new SavedTensorHooks(t => new Counted(() => alive--, t.Clone(), ++alive), static p => ((Counted)p!).Value))
            y = F(x);
        Assert.True(alive > 3);
        y.Backward(retainGraph: true);
        Assert.True(alive > 3);
        y.Backward();
        Assert.Equal(0, alive);
        Assert.Throws<AutogradException>(() => y.Backward());
    }

    private sealed class Counted(Action end, Tensor value, int number) : IDisposable
    {
        public Tensor Value => number > 0 ? value : throw new InvalidOperationException();

        public void Dispose() => end();
    }

    [Fact]
    public void What_goes_wrong_names_the_function_and_the_tensor_and_leaves_everything_usable()
    {
        var x = Leaf(1, 2);
        string Fails(Func<object?, Tensor> unpack, Action<Tensor>? then = null)
        {
            Tensor h;
            using (new SavedTensorHooks(static t => t, unpack))
                h = MyExp.Apply(x);
            var y = h.Sum();
            then?.Invoke(h);
            return Assert.Throws<AutogradException>(() => y.Backward()).Message;
        }

        Assert.Contains("saved tensor 0 of MyExp was packed as Float64 [2] and unpacked as Float64 []", Fails(static p => ((Tensor)p!).Sum()));
        Assert.Contains("saved tensor 0 of MyExp was unpacked as null", Fails(static _ => null!));
        string stale = Fails(static p => (Tensor)p!, static h =>
        {
            using (Autodiff.NoGrad())
                h.FillInPlace(0);
        });
        Assert.Contains("saved tensor 0 of MyExp", stale);
        Assert.Contains("overwritten by FillInPlace at FunctionPackingTests.cs", stale);
        using (new SavedTensorHooks(static _ => throw new InvalidOperationException("full"), static _ => null!))
            Assert.Equal("full", Assert.Throws<InvalidOperationException>(() => F(x)).Message);
        Assert.Null(x.Grad);
        F(x).Backward();
        Assert.NotNull(x.Grad);
    }

    [Fact]
    public void A_checkpoint_drops_it_and_computes_it_again()
    {
        Tensor x = Leaf(0.5, -1, 0.25), plain = Leaf(0.5, -1, 0.25);
        F(plain).Backward();
        var (y, saved) = Run(x);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.All(saved, static t => Assert.False(t.TryGetTarget(out _)));
        y.Backward();
        Assert.Equal(Values(plain.Grad), Values(x.Grad));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor, List<WeakReference<Tensor>>) Run(Tensor x)
        {
            var saved = new List<WeakReference<Tensor>>();
            var keeping = Function.Of(
                (context, inputs) =>
                {
                    var y = inputs[0].Exp();
                    context.SaveForBackward(y);
                    saved.Add(new(y));
                    return [y, y * 2];
                },
                static (context, gradients) => [(gradients[0] + 2 * gradients[1]) * context.Saved[0]]);
            return (Autodiff.Checkpoint(t => F(t) + keeping.ApplyAll(t)[0].Sum() * 0, x), saved);
        }
    }

    [Fact]
    public void Checkpoints_in_scopes_and_of_any_order_know_functions()
    {
        double[][] expected = Derivatives(F);
        var actual = Derivatives(static x => Autodiff.Checkpoint(F, x));
        Assert.Equal(expected, actual);
        Assert.Equal(expected, Derivatives(static x => Autodiff.Checkpoint(static x => Autodiff.Checkpoint(F, x * 1), x)));
        var plain = Leaf(0.5, -1);
        F(plain).Backward();
        var leaf = Leaf(0.5, -1);
        using (var scope = new TensorScope())
        {
            Autodiff.Checkpoint(F, leaf).Backward();
            scope.Keep(leaf.Grad!);
        }
        Assert.Equal(Values(plain.Grad), Values(leaf.Grad));

        static double[][] Derivatives(Func<Tensor, Tensor> f)
        {
            var x = Leaf(0.5, -1, 0.25);
            var first = Autodiff.Grad(f(x), x, createGraph: true);
            return [Values(first), Values(Autodiff.Grad(first.Sum(), x))];
        }
    }

    [Fact]
    public void A_leaf_that_a_function_alone_read_is_watched_by_the_checkpoint()
    {
        Tensor x = Leaf(1, 2), w = Leaf(3, 4);
        var y = Autodiff.Checkpoint(x => new PowerAndProduct(2).ApplyAll(x, w)[1].Sum(), x);
        using (Autodiff.NoGrad())
            w.MultiplyInPlace(2);
        Assert.Contains("overwritten by MultiplyInPlace", Assert.Throws<AutogradException>(() => y.Backward()).Message);
    }
}
