namespace AutoGrad.Tests;

/// <summary>Writes in place while operations are recorded.</summary>
public class InPlaceTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    [Fact]
    public void A_result_is_written_to_and_goes_on_from_there()
    {
        Tensor x = Leaf(1, 2, 3), factor = Leaf(5, 6, 7);
        var h = x * 2;
        Assert.Same(h, h.AddInPlace(x, 3)); // 5x
        h.MultiplyInPlace(factor);
        Assert.Equal([25, 60, 105], Values(h));
        h.Sum().Backward();
        Assert.Equal([25, 30, 35], Values(x.Grad));
        Assert.Equal([5, 10, 15], Values(factor.Grad));
    }

    [Fact]
    public void What_is_overwritten_has_no_gradient()
    {
        Tensor x = Leaf(1, 2, 3), y = Leaf(9);
        var h = x * 2;
        h[1] = y[0];
        h[..1].FillInPlace(4);
        (h * h).Sum().Backward();
        Assert.Equal([4, 9, 6], Values(h));
        Assert.Equal([0, 0, 24], Values(x.Grad));
        Assert.Equal([18], Values(y.Grad));
    }

    [Fact]
    public void A_result_is_filled_row_by_row()
    {
        var x = Leaf(1, 2, 3);
        var rows = Tensor.Zeros([4, 3], DType.Float64);
        var before = rows[0];
        for (int i = 0; i < 4; i++)
            rows[i] = x * i;
        var loss = (rows * rows).Sum() + before.Sum();
        loss.Backward();
        Assert.Equal([2 * 14.0, 2 * 28, 2 * 42], Values(x.Grad)); // Σi² = 14, and row 0 is 0·x.
    }

    [Fact]
    public void Views_follow_what_is_written_to_the_whole_and_the_whole_what_is_written_to_views()
    {
        var x = Leaf(1, 2, 3, 4);
        var h = (x * 1).Reshape(2, 2);
        var (row, transposed) = (h[0], h.T);
        h.MultiplyInPlace(10);
        Assert.Equal([10, 20], Values(row));
        Assert.Equal([10, 10, 0, 0], Values(Autodiff.Grad(row.Sum(), x, retainGraph: true)));
        row.AddInPlace(row); // Twenty times the first row.
        Assert.Equal([20, 0, 10, 0], Values(Autodiff.Grad(transposed[0].Sum(), x, retainGraph: true)));
        transposed[1].CopyInPlace(transposed[0]);
        Assert.Equal([20, 0, 10, 0], Values(Autodiff.Grad(h[.., 1].Sum(), x, retainGraph: true)));
    }

    [Fact]
    public void Positions_and_masks_are_assigned_to_and_the_last_of_several_values_wins()
    {
        Tensor x = Leaf(1, 2, 3), y = Leaf(7, 8, 9);
        var h = x * 2;
        h[Tensor.Of([2, 0, 2])] = y;
        Assert.Equal([8, 4, 9], Values(h));
        h[h > 8] = x[0] * 5;
        Assert.Equal([8, 4, 5], Values(h));
        (h * Tensor.Of([1.0, 10, 100])).Sum().Backward();
        Assert.Equal([500, 20, 0], Values(x.Grad));
        Assert.Equal([0, 1, 0], Values(y.Grad));
    }

    [Fact]
    public void It_goes_forward_and_to_second_order()
    {
        static Tensor F(Tensor x)
        {
            var h = x * x;
            h[0] = x[1] * x[2];
            h.MultiplyInPlace(x);
            return h.Sum(); // abc + b³ + c³
        }

        var at = Tensor.Of([2.0, 3, 5]);
        Assert.Equal([15, 10 + 27, 6 + 75], Values(Autodiff.Grad(F, at)));
        Assert.Equal(15 + 37 + 81, Autodiff.Jvp(F, at, Tensor.Ones([3], DType.Float64)).Product.Item());
        Assert.Equal([0, 5, 3, 5, 18, 2, 3, 2, 30], Values(Autodiff.Hessian(F, at)));
    }

    [Fact]
    public void A_saved_value_that_is_overwritten_is_noticed_with_file_and_line()
    {
        var x = Leaf(1, 2);
        var h = x * 2;
        var y = (h * h).Sum();
        h.AddInPlace(1);
        var error = Assert.Throws<AutogradException>(() => y.Backward());
        Assert.Matches(@"^Multiply: its input \d, Float64 \[2\], was saved .* overwritten by AddInPlace at InPlaceTests\.cs:\d+\. ", error.Message);
        h = x * 2;
        y = (h * h).Sum();
        h[0] = 1;
        Assert.Matches(@"overwritten by Index assignment at InPlaceTests\.cs:\d+\. ", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        h = x * 2;
        y = (h * h).Sum();
        h.AsSpan<double>()[0] = 1;
        Assert.Matches(@"overwritten by AsSpan at InPlaceTests\.cs:\d+\. ", Assert.Throws<AutogradException>(() => y.Backward()).Message);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_detached_tensor_stays_outside()
    {
        var x = Leaf(1, 2);
        var h = x * 2;
        var (outside, part) = (h.Detach(), h.Detach()[1..]);
        h.MultiplyInPlace(x);
        Assert.Equal([2, 8], Values(outside));
        Assert.False(outside.RequiresGrad || part.RequiresGrad);
        using (Autodiff.NoGrad())
            part = h[1..];
        Assert.False(part.RequiresGrad);
        outside[0] = 100; // Not recorded: a constant was added, as it were.
        (h * part).Sum().Backward();
        Assert.Equal([2 * 2 * 1 * 8, 2 * 2 * 2 * 8], Values(x.Grad));
    }

    [Fact]
    public void A_leaf_over_the_same_memory_and_other_strangers_are_refused_when_used()
    {
        Tensor memory = Tensor.Of([1.0, 2, 3]), x = Leaf(5);
        var part = memory[1..];
        memory.WithGrad();
        part.CopyInPlace(x.Expand([2]));
        Assert.Contains("Take the view after the write", Assert.Throws<AutogradException>(() => memory * 2).Message);

        Tensor inner, h = x * 2;
        using (Autodiff.NoGrad())
            inner = h[..];
        var unrecorded = h.Reshape(1, 1);
        using (Autodiff.NoGrad())
            unrecorded = h.Reshape(1, 1);
        h.AddInPlace(x);
        Assert.Throws<AutogradException>(() => unrecorded * x);
    }

    /// <summary>The identity that turns the gradient round, over the same memory.</summary>
    private sealed record Reversal : LinearOp
    {
        protected override Tensor Forward(Tensor x) => x;

        protected override Tensor Transpose(Tensor gradient, Shape shape) => -1 * gradient;
    }

    [Fact]
    public void An_operation_that_returns_the_memory_of_its_input_is_no_view()
    {
        var x = Leaf(1, 2);
        var h = x * 3;
        var reversed = new Reversal().Apply(h);
        reversed.AddInPlace(1);
        Assert.Throws<AutogradException>(() => h.Sum());
        reversed.Sum().Backward();
        Assert.Equal([-3, -3], Values(x.Grad));

        h = x * 3;
        h.AddInPlace(1);
        reversed = new Reversal().Apply(h);
        Assert.Equal([-3, -3], Values(Autodiff.Grad(reversed.Sum(), x, retainGraph: true)));
        Assert.Throws<AutogradException>(() => reversed.AddInPlace(1));
        h.AddInPlace(1);
        Assert.Throws<AutogradException>(() => reversed.Sum());
    }

    [Fact]
    public void The_argument_of_a_transform_is_not_written_to()
    {
        static Tensor F(Tensor x) => x.MultiplyInPlace(2).Sum();
        var at = Tensor.Of([1.0, 2]);
        Assert.Throws<AutogradException>(() => Autodiff.Grad(F, at));
        Assert.Throws<AutogradException>(() => Autodiff.Hessian(F, at));
        Assert.Equal([1, 2], Values(at));
    }

    /// <summary>Random programs of views, writes and reads, on memory and as functions.</summary>
    [Fact]
    public void Random_programs_agree_with_the_same_without_writing_in_place()
    {
        int agreed = 0, refused = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            var at = Tensor.Of<double>([.. Enumerable.Range(1, 12).Select(static i => 0.3 * i - 2)]);
            try
            {
                var inPlace = new Program(seed, pure: false);
                var (value, gradient) = Autodiff.ValueAndGrad(inPlace.Run, at);
                var pure = new Program(seed, pure: true) { Skips = inPlace.Skips };
                var (expected, slope) = Autodiff.ValueAndGrad(pure.Run, at);
                Assert.True(Math.Abs(expected.Item() - value.Item()) <= 1e-9 * (1 + Math.Abs(expected.Item())), $"seed {seed}: the values differ");
                Assert.True(Near(slope, gradient), $"seed {seed}: {gradient} instead of {slope}");
                var direction = Tensor.Of<double>([.. Enumerable.Range(1, 12).Select(static i => Math.Sin(i))]);
                double derivative = Autodiff.Jvp(new Program(seed, pure: false).Run, at, direction).Product.Item();
                double forward = (slope * direction).Sum().Item();
                Assert.True(Math.Abs(forward - derivative) <= 1e-9 * (1 + Math.Abs(forward)), $"seed {seed}: forward mode differs");
                agreed++;
            }
            catch (AutogradException)
            {
                refused++;
            }
        }
        Assert.InRange(agreed, 500, int.MaxValue);
        Assert.InRange(refused, 50, int.MaxValue);
    }

    private static bool Near(Tensor a, Tensor b) => Values(a).Zip(Values(b)).All(static pair =>
        Math.Abs(pair.First - pair.Second) <= 1e-9 * (1 + Math.Abs(pair.First)));

    /// <summary>
    /// A program over 12 elements. On memory a view is a tensor; as a function it is a list of places, and a write makes a new memory.
    /// </summary>
    private sealed class Program(int seed, bool pure)
    {
        private readonly Random random = new(seed);
        private readonly List<(Tensor View, Shape Shape, int[] Places)> views = [];
        private Tensor memory = null!;

        /// <summary>The steps that were refused at once, or made no view, and left everything as it was.</summary>
        public HashSet<int> Skips { get; init; } = [];

        public Tensor Run(Tensor x)
        {
            var start = random.Next(3) == 0 ? Tensor.Zeros([3, 4], DType.Float64) : (x * x).Reshape(3, 4) * 1;
            memory = start.Reshape(12);
            views.Add((start, [3, 4], [.. Enumerable.Range(0, 12)]));
            var total = x.Sum();
            int steps = 4 + random.Next(10);
            for (int step = 0; step < steps; step++)
            {
                var (view, shape, places) = views[random.Next(views.Count)];
                int kind = random.Next(10), choice = random.Next(6), first = random.Next(12), second = random.Next(views.Count);
                double number = random.Next(-3, 4);
                if (kind < 3)
                    AddView(step, view, shape, places, choice, first);
                else if (kind < 7)
                    Write(step, x, view, shape, places, choice, first, views[second], number);
                else if (kind == 7)
                    total += (Read(view, shape, places) * Read(view, shape, places)).Sum() * number;
                else
                    total += Read(view, shape, places).Sum() * number;
            }
            foreach (var (view, shape, places) in views)
            {
                var read = Read(view, shape, places);
                total += (read * read * read).Sum();
            }
            return total;
        }

        private Tensor Read(Tensor view, Shape shape, int[] places) => pure ? memory[Index(places)].Reshape(shape) : view;

        private static Tensor Index(int[] places) => Tensor.Of<long>([.. places.Select(static place => (long)place)]);

        private void AddView(int step, Tensor view, Shape shape, int[] places, int choice, int at)
        {
            var index = Index(places).Reshape(shape);
            Func<Tensor, Tensor> look = choice switch
            {
                0 when shape.Rank > 0 && shape[0] > 1 => t => t[1..],
                1 when shape.Rank > 0 && shape[0] > 0 => t => t[at % shape[0]],
                2 when shape.Rank > 1 => t => t.Transpose(0, 1),
                3 => t => t.Reshape(-1),
                4 when shape.Rank > 0 && shape[^1] > 2 => t => t.Slice(-1, .., 2),
                _ => t => t.Unsqueeze(0).Expand([2, .. t.Shape]),
            };
            var seen = pure ? view : look(view);
            if (!pure && !seen.SharesMemoryWith(views[0].View))
                Skips.Add(step); // A reshape that copied is no view.
            if (Skips.Contains(step))
                return;
            var picked = look(index);
            views.Add((seen, picked.Shape, [.. picked.ToArray<long>().Select(static place => (int)place)]));
        }

        private void Write(
            int step, Tensor x, Tensor view, Shape shape, int[] places, int choice, int at, (Tensor View, Shape Shape, int[] Places) other, double number)
        {
            if (Skips.Contains(step))
                return;
            Tensor source = choice switch
            {
                0 => number,
                1 => x[at] * number,
                2 when other.Shape == shape => Read(other.View, other.Shape, other.Places),
                3 => x.Sum() * x[at],
                _ => Tensor.Full(shape, number + 0.5, DType.Float64) * x[at],
            };
            if (!pure)
            {
                int version = memory.Version;
                try
                {
                    _ = (at % 4) switch
                    {
                        0 => view.AddInPlace(source, number),
                        1 => view.MultiplyInPlace(source),
                        2 => view.CopyInPlace(source),
                        _ => view.FillInPlace(number),
                    };
                }
                catch (Exception problem) when (problem is ShapeException or AutogradException)
                {
                    Assert.Equal(version, memory.Version);
                    Skips.Add(step);
                }
                return;
            }
            var old = Read(view, shape, places);
            var written = (at % 4) switch
            {
                0 => old + source * number,
                1 => old * source,
                2 => source.To(DType.Float64).Expand(shape),
                _ => Tensor.Full(shape, number, DType.Float64),
            };
            var taken = Enumerable.Range(0, 12).Select(place => Array.IndexOf(places, place) is var i and >= 0 ? 12 + i : place).ToArray();
            memory = Tensor.Cat([memory, written.Reshape(-1)])[Index(taken)];
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Not_even_NoGrad_lets_a_transforms_argument_be_written_to(bool inNoGrad)
    {
        var p = Tensor.Of([1.0, 2.0]);
        var problem = Assert.Throws<AutogradException>(() => Autodiff.Grad(
            x =>
            {
                using (inNoGrad ? Autodiff.NoGrad() : Autodiff.EnableGrad())
                    x.AddInPlace(1);
                return (x * x).Sum();
            },
            p));
        Assert.Contains("argument of a function that is being differentiated", problem.Message, StringComparison.Ordinal);
        Assert.Contains("Clone()", problem.Message, StringComparison.Ordinal);
        Assert.Equal([1.0, 2.0], p.ToArray<double>());
    }
}
