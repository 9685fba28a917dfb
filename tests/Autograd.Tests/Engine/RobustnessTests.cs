namespace AutoGrad.Tests;

/// <summary>Long graphs, rules that throw, and passes that run at the same time.</summary>
public class RobustnessTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    [Fact]
    public void A_chain_of_a_million_operations_goes_there_and_back()
    {
        var x = Tensor.Of(1.0).WithGrad();
        var y = x;
        for (int i = 0; i < 500_000; i++)
            y = (y + 1) * 1.000001;
        double expected = Math.Exp(500_000 * Math.Log(1.000001));
        Assert.Equal(expected, Autodiff.Grad(y, x, retainGraph: true).Item(), 1e-9);
        y.Backward();
        Assert.Equal(expected, x.Grad!.Item(), 1e-9);
    }

    [Fact]
    public void A_long_chain_goes_forward_in_forward_mode_too()
    {
        var product = Autodiff.Jvp(
            static x =>
            {
                for (int i = 0; i < 100_000; i++)
                    x = x + x * 1e-6;
                return x;
            },
            Tensor.Of(1.0),
            Tensor.Of(1.0)).Product;
        Assert.Equal(Math.Exp(100_000 * Math.Log(1 + 1e-6)), product.Item(), 1e-9);
    }

    /// <summary>The identity, whose rule throws as long as it is told to.</summary>
    private sealed record Fragile(Func<bool> Breaks) : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x.Clone();

        protected override Tensor Transpose(Tensor gradient, Shape shape) => Breaks() ? throw new InvalidOperationException("broken") : gradient;
    }

    [Fact]
    public void A_rule_that_throws_leaves_a_retained_graph_and_its_leaves_usable()
    {
        bool breaks = true;
        Tensor a = Leaf(1, 2), b = Leaf(3, 4);
        // b's gradient has arrived at its leaf when the rule on the way to a throws.
        var y = (b * 2 + new Fragile(() => breaks).Apply(a * a)).Sum();
        Assert.Throws<InvalidOperationException>(() => y.Backward(retainGraph: true));
        Assert.Throws<InvalidOperationException>(() => Autodiff.Grad([y], [a, b], retainGraph: true));
        Assert.Null(a.Grad);
        Assert.Null(b.Grad);
        Assert.True(Autodiff.IsRecording);
        breaks = false;
        y.Backward();
        Assert.Equal([2, 4], Values(a.Grad));
        Assert.Equal([2, 2], Values(b.Grad));
    }

    /// <summary>The square, whose rule takes a gradient of its own by a whole backward pass through the same leaf.</summary>
    private sealed record Nested(Tensor Leaf) : Op
    {
        protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] * inputs[0];

        protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved)
        {
            Tensor inner;
            using (Autodiff.EnableGrad())
                inner = Autodiff.Grad((Leaf * Leaf).Sum(), Leaf);
            return gradient * inner;
        }
    }

    [Fact]
    public void A_pass_inside_a_rule_does_not_disturb_the_pass_around_it()
    {
        var x = Leaf(3, -2);
        var y = x * 5 + new Nested(x).Apply(x) + x * 7;
        y.Sum().Backward();
        Assert.Equal([12 + 6, 12 - 4], Values(x.Grad));
        Assert.Equal([12 + 6, 12 - 4], Values(Autodiff.Grad((x * 5 + new Nested(x).Apply(x) + x * 7).Sum(), x)));
    }

    [Fact]
    public void Threads_share_leaves()
    {
        var shared = Leaf(1, 2);
        const int Passes = 400;
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < Passes; i++)
                (shared * 2 + shared * shared).Sum().Backward();
        });
        Assert.Equal([4 * Passes * 4, 4 * Passes * 6], Values(shared.Grad));
    }

    [Fact]
    public void Threads_share_a_retained_graph()
    {
        var x = Leaf(1.5, -0.5);
        var square = (x * x).RetainGrad();
        var y = (square * square + square * x + x).Sum();
        double[] expected = [.. Values(x).Select(static v => 4 * v * v * v + 3 * v * v + 1)];
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 400; i++)
                Assert.Equal(expected, Values(Autodiff.Grad(y, x, retainGraph: true)));
        });
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 400; i++)
                y.Backward(retainGraph: true);
        });
        Assert.Equal([.. expected.Select(static v => 1600 * v)], Values(x.Grad).Select(static v => Math.Round(v, 9)));
        Assert.Equal([.. Values(x).Select(static v => 1600 * (2 * v * v + v))], Values(square.Grad).Select(static v => Math.Round(v, 9)));
    }

    /// <summary>The sum of two, whose rule waits: what another pass does meanwhile can be arranged.</summary>
    private sealed record Waiting(Action<int> OnRule) : Op
    {
        protected internal override Keep Reads(int input) => Keep.Nothing;

        protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] + inputs[1];

        protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved)
        {
            OnRule(input);
            return gradient;
        }
    }

    [Fact]
    public void A_pass_that_leaves_a_node_while_another_collects_there_takes_nothing_with_it()
    {
        // The second pass meets the leaf while the first holds it, and again after the first has let it go.
        var x = Leaf(1);
        using var held = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var first = new Waiting(input =>
        {
            if (input == 1)
            {
                held.Set();
                release.Wait();
            }
        }).Apply(x * 2, x * 3);
        Thread? holder = null;
        var second = new Waiting(input =>
        {
            if (input == 1)
            {
                release.Set();
                holder!.Join();
            }
        }).Apply(x, x);

        holder = new Thread(() => Autodiff.Grad(new Sequence().Apply(x, first).Sum(), x));
        holder.Start();
        held.Wait();
        Assert.Equal([2], Values(Autodiff.Grad(second.Sum(), x)));
    }

    /// <summary>The sum of two, whose first input gets its gradient before the walk goes on to the second.</summary>
    private sealed record Sequence : Op
    {
        protected internal override Keep Reads(int input) => Keep.Nothing;

        protected internal override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0] + inputs[1];

        protected internal override Tensor? Vjp(int input, Tensor gradient, Saved saved) => gradient;
    }
}
