using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace AutoGrad.Tests;

/// <summary>Settings of the whole process are changed here, so nothing else runs meanwhile.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public class Alone;

/// <summary>Large elementwise results wait and are evaluated together, which nothing but a clock can tell.</summary>
[Collection("alone")]
public class BlockwiseTests
{
    private const int OneByOne = int.MaxValue;

    private static T With<T>(int smallest, Func<T> compute, int threads = 2)
    {
        var (before, count) = (Expression.Smallest, Threads.Count);
        (Expression.Smallest, Threads.Count) = (smallest, threads);
        try
        {
            return compute();
        }
        finally
        {
            (Expression.Smallest, Threads.Count) = (before, count);
        }
    }

    private static void With(int smallest, Action act) => With(smallest, () =>
    {
        act();
        return 0;
    });

    /// <summary>A random program over tensors of one shape: each number chooses an operation and what it is applied to.</summary>
    private static List<Tensor> Run(int[] program, DType dtype, Shape shape)
    {
        var random = Generator.Seeded(5);
        int rows = shape[0], columns = shape[1];
        Tensor Draw(params int[] sizes) => Tensor.Randn(new Shape(sizes.AsSpan()), random, dtype);
        Tensor[] leaves =
        [
            Draw(rows, columns), Draw(columns), Draw(rows, 1), Draw(), Draw(columns, rows), Draw(rows + 3, columns + 2), Draw(1, columns),
        ];
        foreach (var leaf in leaves)
            leaf.RequiresGrad = true;
        List<Tensor> values = [leaves[0], leaves[1], leaves[2], leaves[3], leaves[4].T, leaves[5][1..(rows + 1), 2..], leaves[6]];
        List<Tensor> read = [];
        foreach (int code in program)
        {
            int number = Math.Abs(code % 1_000_000);
            Tensor a = values[number / 20 % values.Count], b = values[number / 400 % values.Count];
            // Sums keep their shape broadcastable, and tanh keeps everything in range.
            Tensor y = (number % 20) switch
            {
                0 => a + b,
                1 => a - b,
                2 => a * b,
                3 => (a / (b.Square() + 1)),
                4 => a.Relu(),
                5 => a.Tanh(),
                6 => a.Sigmoid(),
                7 => a.Tanh().Exp(),
                8 => -a,
                9 => a.Square().Tanh(),
                10 => a.Rank > 0 ? a.Sum(0, keepDim: true).Tanh() : a,
                11 => a.Rank == 2 ? a.Sum(1, keepDim: true).Tanh() : a.Sum().Tanh(),
                12 => a.Sum().Tanh(),
                13 => a.Mean() * b,
                14 => 2 * a,
                15 => 1 - a,
                16 => a.Shape == shape ? a.Reshape([columns, rows]).Reshape(shape).Abs() : a.Abs(),
                17 => a.Shape == shape ? a.T.Sqrt().T : a,
                18 => a.Maximum(b),
                _ => a.Detach() * b,
            };
            if (y.Shape.BroadcastsTo(shape))
                values.Add(y);
            if (number / 8000 % 5 == 0)
                read.Add(y + 0);
            if (number / 8000 % 7 == 0)
                _ = y.Detach().Contiguous().ToString(); // Somebody looks at a value.
        }
        var last = values[^1];
        if (last.RequiresGrad)
        {
            (last * last).Sum().Backward(retainGraph: true);
            foreach (var leaf in leaves)
                if (leaf.Grad is { } gradient)
                    read.Add(gradient);
            read.AddRange(Autodiff.Grad([last.Sum()], [leaves[0]], createGraph: true, allowUnused: true));
        }
        read.AddRange(values);
        return read;
    }

    private static bool SameBits(Tensor a, Tensor b) => a.Shape == b.Shape && (a.DType == DType.Float32
        ? a.ToArray<float>().Select(BitConverter.SingleToInt32Bits).SequenceEqual(b.ToArray<float>().Select(BitConverter.SingleToInt32Bits))
        : a.ToArray<double>().Select(BitConverter.DoubleToInt64Bits).SequenceEqual(b.ToArray<double>().Select(BitConverter.DoubleToInt64Bits)));

    [Theory]
    [InlineData(DType.Float32, 37, 53)]
    [InlineData(DType.Float64, 37, 53)]
    [InlineData(DType.Float32, 3, 1500)]
    [InlineData(DType.Float32, 300, 8)]
    [InlineData(DType.Float32, 129, 16)]
    public void Random_programs_give_the_same_bits_as_one_operation_at_a_time(DType dtype, int rows, int columns)
    {
        bool Holds(int[] program)
        {
            var expected = With(OneByOne, () => Run(program, dtype, [rows, columns]), 1);
            var actual = With(1, () => Run(program, dtype, [rows, columns]));
            return expected.Count == actual.Count && expected.Zip(actual).All(static pair => SameBits(pair.First, pair.Second));
        }

        var programs = Arb.From(
            Gen.Choose(0, 999_999).ArrayOf(),
            static program => program.Select((_, i) => program.Where((_, j) => j != i).ToArray()));
        var config = Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(120).WithEndSize(40)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(7), FSharpOption<int>.None)));
        FsCheck.Check.One(config, Prop.ForAll(programs, Holds));
    }

    [Fact]
    public void ThreadsThatAskForOneResultTogetherAllFindIt() => With(1, () =>
    {
        const int rounds = 20_000;
        var x = Tensor.Ones([64]);
        var waiting = x + 0.0;
        Exception? problem = null;
        using var turn = new Barrier(4, _ => waiting = x + 1.0);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < rounds; round++)
            {
                turn.SignalAndWait();
                try
                {
                    if (waiting.AsReadOnlySpan<float>().Length != 64)
                        throw new InvalidOperationException("The result has another length.");
                }
                catch (Exception caught)
                {
                    problem = caught;
                }
            }
        })).ToArray();
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Null(problem);
    });

    [Fact]
    public void A_write_in_place_is_not_seen_by_what_was_computed_before_it() => With(1, () =>
    {
        Tensor x = Tensor.Arange(0, 3000).To(DType.Float32), before = x * 2 + 1, twice = x + x;
        Assert.True(before.Storage.IsWaiting);
        x.FillInPlace(7);
        x[5] = 1;
        x.AddInPlace(before);
        x.AsSpan<float>()[3] = -1;
        Assert.Equal(2 * 2999 + 1, before[2999].Item());
        Assert.Equal(6, twice[3].Item());
        Assert.Equal(7 + 11 - 6, x[5].Item());
        Assert.Equal(-1, x[3].Item());
    });

    [Fact]
    public void A_value_that_waits_can_be_written_to() => With(1, () =>
    {
        Tensor x = Tensor.Ones([3000]), y = x * 2, z = y + 1, view = y[10..20];
        y.AddInPlace(5);
        y[0] = 0;
        Assert.Equal([0, 7, 3, 3, 7], new[] { y[0], y[1], z[0], z[1], view[0] }.Select(static t => t.Item()));
    });

    [Fact]
    public void A_span_that_was_given_out_may_be_written_to_at_any_time() => With(1, () =>
    {
        foreach (int n in new[] { 100, 10_000 })
        {
            var x = Tensor.Ones([n]);
            var span = x.AsSpan<float>();
            var y = x * 3;
            span[1] = 10;
            var array = new float[n];
            Tensor wrapped = Tensor.Wrap(array), z = wrapped + 1;
            array[1] = 10;
            Assert.Equal([3, 1, 30, 11], new[] { y[1], z[1], (x * 3)[1], (wrapped + 1)[1] }.Select(static t => t.Item()));
        }
    });

    [Fact]
    public void What_a_scope_gives_back_is_still_there_for_what_was_kept() => With(1, () =>
    {
        Tensor kept;
        using (var scope = new TensorScope())
        {
            Tensor x = Tensor.Full([5000], 3), y = x * 2;
            kept = scope.Keep(y + x);
            Assert.True(kept.Storage.IsWaiting);
        }
        using (new TensorScope())
        {
            _ = Tensor.Full([5000], -1) * 1; // Would overwrite what was given back too early.
            Assert.All(kept.ToArray<float>(), static v => Assert.Equal(9, v));
        }
    });

    [Fact]
    public void A_value_may_be_written_over_what_only_it_reads() => With(1, () =>
    {
        Tensor kept, failed;
        using (var scope = new TensorScope())
        {
            Tensor x = Tensor.Full([100_000], 12), z = Tensor.Full([100_000], 12);
            kept = scope.Keep((x * 2 + 1).Tanh() + 1);
            failed = scope.Keep(new Superstitious().Apply(z + 1) * 2);
        }
        using (new TensorScope())
        {
            _ = (Tensor.Full([100_000], -1) * 1).ToArray<float>();
            Assert.All(kept.ToArray<float>(), static v => Assert.Equal(2, v));
            Assert.Throws<AutogradException>(() => failed.ToArray<float>());
            Assert.ThrowsAny<Exception>(() => failed.ToArray<float>()); // Never half of what it should be.
        }
    });

    [Fact]
    public void A_value_that_waited_beyond_its_scope_says_so() => With(1, () =>
    {
        Tensor y;
        using (new TensorScope())
            y = Tensor.Ones([5000]) * 2;
        Assert.Contains("TensorScope ended", Assert.Throws<ObjectDisposedException>(() => y.ToArray<float>()).Message);
        Assert.Contains("TensorScope ended", Assert.Throws<ObjectDisposedException>(() => y + 1).Message);
    });

    [Fact]
    public void Memory_goes_back_when_nobody_waits_for_it()
    {
        With(1, () =>
        {
            void Step()
            {
                using var scope = new TensorScope();
                Tensor x = Tensor.Ones([100_000]), a = x * 2, b = a + x, unread = b * 3;
                _ = unread;
                x.AddInPlace(1); // Copies what the others wait for.
                _ = b.Sum().Item();
            }
            for (int i = 0; i < 20; i++)
                Step();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++)
                Step();
            Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 40_000);
        });
    }

    [Fact]
    public void What_nobody_reads_is_not_computed_and_what_many_read_is_not_computed_for_each() => With(1, () =>
    {
        var x = Tensor.Ones([4000]);
        Counting.Runs = 0;
        _ = new Counting().Apply(x) + 1;
        Assert.Equal(0, Counting.Runs);
        var y = new Counting().Apply(x);
        for (int i = 0; i < 100; i++)
            _ = (y + i).Sum().Item();
        Assert.InRange(Counting.Runs, 1, 2 * 4);
    });

    /// <summary>y = x, at some cost.</summary>
    private sealed record Counting : UnaryElementwise
    {
        public static int Runs;

        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            Interlocked.Increment(ref Runs);
            x.CopyTo(y);
        }

        protected override Tensor Derivative(Tensor x, Tensor y) => 1;
    }

    /// <summary>Fails where it meets a 13.</summary>
    private sealed record Superstitious : UnaryElementwise
    {
        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y)
        {
            if (x.Contains(T.CreateChecked(13)))
                throw new InvalidOperationException("Not that number.");
            x.CopyTo(y);
        }

        protected override Tensor Derivative(Tensor x, Tensor y) => 1;
    }

    [Fact]
    public void An_error_while_values_are_computed_names_the_operation_each_time() => With(1, () =>
    {
        var x = Tensor.Arange(0, 3000).To(DType.Float32);
        var y = (new Superstitious().Apply(x + 1) * 2).Exp();
        for (int i = 0; i < 2; i++)
        {
            var error = Assert.Throws<AutogradException>(() => y.ToArray<float>());
            Assert.Contains("Superstitious", error.Message);
            Assert.Contains("Not that number.", error.Message);
        }
        x.FillInPlace(1);
        Assert.Throws<AutogradException>(() => y.ToArray<float>());
        Assert.Equal(2, (x + 1)[0].Item());
    });

    [Fact]
    public void A_rule_that_reads_what_was_not_kept_is_named_at_once() => With(1, () =>
    {
        var x = Tensor.Ones([3000]).WithGrad();
        var y = new Forgetful().Apply(x).Sum();
        Assert.Throws<AutogradException>(() => y.Backward());
    });

    private sealed record Forgetful : UnaryElementwise
    {
        protected internal override Keep Reads(int input) => Keep.Nothing;

        protected override void Kernel<T>(ReadOnlySpan<T> x, Span<T> y) => x.CopyTo(y);

        protected override Tensor Derivative(Tensor x, Tensor y) => x * 2;
    }

    [Fact]
    public void A_million_operations_in_a_row_neither_overflow_nor_pile_up() => With(1, () =>
    {
        var x = Tensor.Zeros([16]);
        for (int i = 0; i < 1_000_000; i++)
            x += 1;
        Assert.Equal(1_000_000, x[3].Item());
    });

    [Fact]
    public void Threads_that_read_one_value_and_write_what_it_reads_all_see_the_right_one() => With(1, () =>
    {
        var errors = new System.Collections.Concurrent.ConcurrentQueue<string>();
        for (int round = 0; round < 300; round++)
        {
            Tensor x = Tensor.Full([20_000], round), y = (x * 2).Tanh() + x, z = y * y, sum = y + z;
            float expected = (float)(MathF.Tanh(2 * round) + round);
            var start = new Barrier(4);
            void Check(Tensor t, float value)
            {
                start.SignalAndWait();
                if (t.ToArray<float>().FirstOrDefault(v => Math.Abs(v - value) > 1e-3f * (1 + Math.Abs(value))) is var wrong and not 0)
                    errors.Enqueue($"{wrong} for {value}");
            }
            Task[] tasks =
            [
                Task.Factory.StartNew(() => Check(y, expected), TaskCreationOptions.LongRunning),
                Task.Factory.StartNew(() => Check(z, expected * expected), TaskCreationOptions.LongRunning),
                Task.Factory.StartNew(() => Check(sum, expected + (expected * expected)), TaskCreationOptions.LongRunning),
                Task.Factory.StartNew(
                    () =>
                    {
                        start.SignalAndWait();
                        x.FillInPlace(-5);
                    },
                    TaskCreationOptions.LongRunning),
            ];
            Assert.True(Task.WaitAll(tasks, TimeSpan.FromSeconds(60)), "The threads wait for each other.");
        }
        Assert.Empty(errors);
    });

    [Fact]
    public void Sums_do_not_depend_on_what_is_summed_together()
    {
        foreach (var shape in new Shape[] { [5000], [3, 5000], [700, 33], [4, 300, 7], [2, 3, 40, 50], [1000, 2000] })
        {
            var x = Tensor.Randn(shape, Generator.Seeded(3));
            foreach (Axes axes in new Axes[] { default, new(0), new(-1) })
            {
                var expected = With(OneByOne, () => (x * 1).Sum(axes), 1);
                Assert.True(SameBits(expected, With(1, () => (x * 1).Sum(axes), 3)), $"{shape} over {axes}");
                Assert.True(SameBits(expected, x.Sum(axes)), $"{shape} over {axes}");
                var exact = x.To(DType.Float64).Sum(axes).Contiguous().ToArray<double>();
                var got = expected.Contiguous().ToArray<float>();
                for (int i = 0; i < exact.Length; i++)
                    Assert.Equal(exact[i], got[i], 1e-6 * Math.Sqrt(x.ElementCount) + 1e-4);
            }
        }
    }
}
