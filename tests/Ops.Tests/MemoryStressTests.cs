using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

/// <summary>
/// Random graphs, large enough for blocks of the pool, run in scopes and from several threads, against the same graphs computed without scopes.
/// Memory given back too early would show as another's values, or as an <see cref="ObjectDisposedException"/>.
/// </summary>
public class MemoryStressTests
{
    private const int Rows = 24, Columns = 40;

    /// <summary>Hands the gradient on as it is, as a view of it, or as a value that was saved: what a pass must not give back while it is in
    /// use.</summary>
    private sealed record Passing(int Kind) : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].Detach() * (Kind == 2 ? inputs[0].Detach() * 0.5 : 1);

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => Kind switch
        {
            0 => gradient,
            1 => gradient.T.T,
            2 => gradient * saved[0],
            _ => saved[0] * 0 + gradient,
        };
    }

    /// <summary>The square, whose rule runs a backward pass of its own.</summary>
    private sealed record NestedSquare : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].Detach().Square();

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved)
        {
            using (Autodiff.EnableGrad())
            {
                var x = saved[0].Detach().WithGrad();
                var inner = Autodiff.Grad((x * x * x).Sum(), x, createGraph: true); // 3x²
                var outer = Autodiff.Grad(inner.Sum(), x); // 6x
                return gradient * outer.Detach() / 3;
            }
        }
    }

    /// <summary>A program over a stack of matrices; each byte is a step, so FsCheck shrinks it to the shortest that fails.</summary>
    private static Tensor Run(byte[] steps, Tensor[] leaves)
    {
        List<Tensor> values = [.. leaves];
        foreach (byte step in steps)
        {
            Tensor a = values[^1], b = values[step / 16 % values.Count];
            values.Add((step % 16) switch
            {
                0 => a + b,
                1 => a * b,
                2 => (a - b).Tanh(),
                3 => a.MatMul(b.T).MatMul(b) * 0.01,
                4 => a.Softmax(1) * b,
                5 => Tensor.Cat([a[..10], b[10..]]),
                6 => a + b.Mean(0, keepDim: true),
                7 => a.Flip(0) + b.Reshape(Columns, Rows).Reshape(Rows, Columns),
                8 => Tensor.Where(a > b, a, b * 0.5),
                9 => new Passing(step / 16 % 4).Apply(a).Tanh(),
                10 => new NestedSquare().Apply(a.Sigmoid()),
                11 => a.Sum(1, keepDim: true).Sigmoid().Expand([Rows, Columns]) * b,
                12 => a[.., 0].Unsqueeze(1) + b,
                13 => (a.Square() + 1).Log(),
                14 => a + a,
                _ => a.T.Contiguous().T,
            });
        }
        // Every value is used, so gradients meet in many nodes.
        var sum = values[0];
        for (int i = 1; i < values.Count; i++)
            sum += values[i].Tanh() * (1.0 / i);
        return sum.Square().Mean();
    }

    private static Tensor[] Leaves(int seed)
    {
        var generator = Generator.Seeded(seed);
        return [.. Enumerable.Range(0, 3).Select(_ => Tensor.Randn([Rows, Columns], generator, DType.Float64).WithGrad())];
    }

    private static double[][] Plain(byte[] steps, int seed)
    {
        var leaves = Leaves(seed);
        return [.. Autodiff.Grad([Run(steps, leaves)], leaves).Select(static g => g!.ToArray<double>())];
    }

    /// <summary>The gradients, each computed in four ways inside a scope, with the pool's memory made foul before.</summary>
    private static void Compare(byte[] steps, int seed, double[][] expected)
    {
        var leaves = Leaves(seed);
        using (new TensorScope())
        {
            for (int i = 0; i < 8; i++)
                Tensor.Full([Rows, Columns], double.NaN, DType.Float64);
        }
        Tensor[] kept;
        using (var scope = new TensorScope())
        {
            var y = Run(steps, leaves);
            kept = [.. Autodiff.Grad([y], leaves, retainGraph: true).Select(g => scope.Keep(g!))];
            using (new TensorScope())
                Same(expected, Autodiff.Grad([y], leaves, retainGraph: true), "in an inner scope");
            Same(expected, Autodiff.Grad([y], leaves, createGraph: true), "recorded");
            y.Backward();
            Same(expected, leaves.Select(static x => x.Grad), "accumulated");
            foreach (var leaf in leaves)
                leaf.Grad = null;
        }
        using (new TensorScope())
        {
            for (int i = 0; i < 8; i++)
                Tensor.Full([Rows, Columns], -7, DType.Float64);
            Same(expected, kept, "kept beyond the scope");
        }
        Run(steps, leaves).Backward();
        using (new TensorScope())
            Tensor.Full([Rows, Columns], double.NaN, DType.Float64);
        Same(expected, leaves.Select(static x => x.Grad), "without a scope");
    }

    private static void Same(double[][] expected, IEnumerable<Tensor?> actual, string how)
    {
        int i = 0;
        foreach (var gradient in actual)
        {
            var values = gradient!.ToArray<double>();
            for (int j = 0; j < values.Length; j++)
                if (!(Math.Abs(values[j] - expected[i][j]) <= 1e-9 * (1 + Math.Abs(expected[i][j]))))
                    Assert.Fail($"Leaf {i}, element {j}, {how}: {values[j]:R} instead of {expected[i][j]:R}");
            i++;
        }
    }

    private static Arbitrary<byte[]> Programs => Gen.Choose(0, 255).Select(static v => (byte)v).ArrayOf().Resize(14).ToArbitrary();

    [Fact]
    public void Scopes_change_no_gradient() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(60),
        Prop.ForAll(Programs, static steps => Compare(steps, steps.Length, Plain(steps, steps.Length))));

    [Fact]
    public void Threads_do_not_disturb_each_others_memory() => Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 4 }, static thread =>
    {
        var random = new Random(thread);
        for (int round = 0; round < 12; round++)
        {
            var steps = new byte[random.Next(3, 12)];
            random.NextBytes(steps);
            Compare(steps, thread, Plain(steps, thread));
        }
    });

    [Fact]
    public void Threads_run_one_retained_graph_backward_each_in_a_scope_of_its_own()
    {
        byte[] steps = [0x00, 0x13, 0x24, 0x09, 0x19, 0x29, 0x0A, 0x05, 0x1B, 0x07];
        var expected = Plain(steps, 1);
        var leaves = Leaves(1);
        var y = Run(steps, leaves);
        Parallel.For(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            using (new TensorScope())
                Same(expected, Autodiff.Grad([y], leaves, retainGraph: true), "from several threads");
        });
    }

    /// <summary>The identity, whose rule makes memory and then throws.</summary>
    private sealed record Broken : Op
    {
        protected override Tensor Forward(ReadOnlySpan<Tensor> inputs) => inputs[0].Clone();

        protected override Tensor? Vjp(int input, Tensor gradient, Saved saved) => throw new InvalidOperationException($"broken at {(gradient * 2).Sum().Item()}");
    }

    [Fact]
    public void A_pass_that_throws_gives_nothing_back_twice()
    {
        byte[] steps = [0x01, 0x14, 0x29, 0x0A];
        var expected = Plain(steps, 2);
        for (int round = 0; round < 20; round++)
        {
            var leaves = Leaves(2);
            using (new TensorScope())
            {
                var y = Run(steps, leaves);
                var broken = (y + new Broken().Apply(leaves[round % 3] * 2).Tanh().Sum());
                Assert.Throws<InvalidOperationException>(() => broken.Backward(retainGraph: true));
                Assert.All(leaves, static x => Assert.Null(x.Grad));
                Same(expected, Autodiff.Grad([y], leaves), "after a pass that threw");
            }
        }
    }
}
