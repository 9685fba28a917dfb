using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>Backward: what it computes, keeps, frees and refuses.</summary>
public class BackwardTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    [Fact]
    public void Gradients_reach_the_leaves()
    {
        Tensor a = Leaf(2, 3), b = Leaf(5, -1);
        (a * b + a).Sum().Backward();
        Assert.Equal([6, 0], Values(a.Grad));
        Assert.Equal([2, 3], Values(b.Grad));
    }

    [Fact]
    public void A_leaf_is_its_own_derivative()
    {
        var x = Leaf(4).Reshape([]).Detach().WithGrad();
        x.Backward();
        Assert.Equal(1, x.Grad!.Item());
    }

    [Fact]
    public void A_diamond_adds_up_its_paths()
    {
        var x = Leaf(3);
        var y = x * x;
        var z = y * y + y + x; // x⁴ + x² + x
        z.Sum().Backward();
        Assert.Equal([4 * 27 + 2 * 3 + 1], Values(x.Grad));
    }

    [Fact]
    public void Many_stacked_diamonds_take_one_visit_each()
    {
        var x = Leaf(1);
        var y = x;
        for (int i = 0; i < 60; i++) // 2⁶⁰ paths.
            y = y + y;
        y.Sum().Backward();
        Assert.Equal([Math.ScaleB(1, 60)], Values(x.Grad));
    }

    [Fact]
    public void The_same_tensor_twice_in_an_operation_counts_twice()
    {
        var x = Leaf(3, -2);
        (x * x).Sum().Backward();
        Assert.Equal([6, -4], Values(x.Grad));
    }

    [Fact]
    public void Broadcast_operands_get_sums()
    {
        Tensor matrix = Tensor.Ones([2, 3], DType.Float64).WithGrad(), row = Leaf(1, 2, 3), number = Leaf(2);
        (matrix * row * number).Sum().Backward();
        Assert.Equal([2, 4, 6, 2, 4, 6], Values(matrix.Grad));
        Assert.Equal([4, 4, 4], Values(row.Grad));
        Assert.Equal([12], Values(number.Grad));
    }

    [Fact]
    public void Gradients_have_the_dtype_of_their_leaf()
    {
        Tensor single = Tensor.Of([1f, 2f]).WithGrad(), twice = Leaf(3, 4);
        (single * twice).Sum().Backward();
        Assert.Equal(DType.Float32, single.Grad!.DType);
        Assert.Equal([3f, 4f], single.Grad.ToArray<float>());
        Assert.Equal([1, 2], Values(twice.Grad));
    }

    [Fact]
    public void Gradients_accumulate_until_cleared()
    {
        var x = Leaf(1, 2);
        (x * x).Sum().Backward();
        (x * 10).Sum().Backward();
        Assert.Equal([12, 14], Values(x.Grad));
        x.Grad = null;
        (x * 10).Sum().Backward();
        Assert.Equal([10, 10], Values(x.Grad));
    }

    [Fact]
    public void Leaves_share_no_gradient_memory_with_each_other_or_the_caller()
    {
        Tensor a = Leaf(1, 2), b = Leaf(3, 4), given = Tensor.Of([1.0, 1.0]);
        (a + b).Backward(given);
        Assert.False(a.Grad!.SharesMemoryWith(b.Grad!));
        Assert.False(a.Grad.SharesMemoryWith(given));
        Assert.False(b.Grad!.SharesMemoryWith(given));
        a.Grad.MultiplyInPlace(7);
        Assert.Equal([1, 1], Values(b.Grad));
        Assert.Equal([1, 1], Values(given));
    }

    [Fact]
    public void A_gradient_passed_on_does_not_alias_the_next_leafs()
    {
        Tensor a = Leaf(1, 2), b = Leaf(3, 4);
        (a + 0).Backward(Tensor.Of([1.0, 2.0]));
        (b + 0).Backward(a.Grad);
        Assert.False(a.Grad!.SharesMemoryWith(b.Grad!));
        var c = Leaf(0, 0);
        c.Reshape(2, 1).Reshape(2).Backward(a.Grad);
        Assert.False(a.Grad.SharesMemoryWith(c.Grad!));
    }

    [Fact]
    public void Accumulating_leaves_an_earlier_gradient_alone()
    {
        var x = Leaf(1, 2);
        x.Sum().Backward();
        var held = x.Grad!;
        x.Sum().Backward();
        Assert.Equal([1, 1], Values(held));
        Assert.Equal([2, 2], Values(x.Grad));
    }

    [Fact]
    public void A_result_that_is_no_scalar_needs_a_gradient()
    {
        var y = Leaf(1, 2) * 3;
        var error = Assert.Throws<AutogradException>(() => y.Backward());
        Assert.Equal(
            "Backward: a tensor of shape [2] is not a scalar, so its gradient must be given. Reduce it first, as in y.Sum().Backward(), or pass a gradient of shape [2].",
            error.Message);
        Assert.Throws<ShapeException>(() => y.Backward(Tensor.Ones([3], DType.Float64)));
        Assert.Throws<DTypeException>(() => y.Backward(Tensor.Ones([2])));
        y.Backward(Tensor.Ones([2], DType.Float64)); // The refusals have changed nothing.
    }

    [Fact]
    public void A_bare_number_is_a_gradient_of_any_dtype()
    {
        var x = Tensor.Of([1f, 2f]).WithGrad();
        x.Sum().Backward(3);
        Assert.Equal(DType.Float32, x.Grad!.DType);
        Assert.Equal([3f, 3f], x.Grad.ToArray<float>());
    }

    [Fact]
    public void A_tensor_outside_any_graph_is_refused() =>
        Assert.Contains("WithGrad()", Assert.Throws<AutogradException>(() => Tensor.Of(1.0).Backward()).Message);

    [Fact]
    public void A_freed_graph_is_refused_by_the_name_of_the_operation()
    {
        var x = Leaf(1, 2);
        var y = (x * x).Sum();
        y.Backward();
        var error = Assert.Throws<AutogradException>(() => y.Backward());
        Assert.StartsWith("Backward: the values that Multiply saved have been freed", error.Message);
        Assert.Contains("retainGraph: true", error.Message);
        Assert.Equal([2, 4], Values(x.Grad)); // Nothing of the second pass has arrived.
    }

    [Fact]
    public void A_retained_graph_goes_again()
    {
        var x = Leaf(1, 2);
        var y = (x * x).Sum();
        y.Backward(retainGraph: true);
        y.Backward();
        Assert.Equal([4, 8], Values(x.Grad));
        Assert.Throws<AutogradException>(() => y.Backward());
    }

    [Fact]
    public void A_saved_value_overwritten_is_noticed_with_operation_and_writer()
    {
        Tensor x = Leaf(1, 2), factor = Tensor.Of([3.0, 4.0]);
        var y = (x * factor).Sum();
        factor.AddInPlace(1);
        var error = Assert.Throws<AutogradException>(() => y.Backward());
        Assert.StartsWith("Multiply: its input 1, Float64 [2], was saved", error.Message);
        Assert.Contains("overwritten by AddInPlace", error.Message);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void A_saved_value_overwritten_through_a_view_is_noticed()
    {
        Tensor x = Leaf(1, 2), factor = Tensor.Of([3.0, 4.0]);
        var y = (x * factor).Sum();
        factor[1..].FillInPlace(0);
        Assert.Contains("overwritten by FillInPlace", Assert.Throws<AutogradException>(() => y.Backward()).Message);
    }

    [Fact]
    public void Writing_to_what_no_rule_reads_is_allowed()
    {
        Tensor x = Leaf(1, 2), summand = Tensor.Of([3.0, 4.0]);
        var y = (x + summand).Sum();
        summand.FillInPlace(9);
        y.Backward();
        Assert.Equal([1, 1], Values(x.Grad));
    }

    [Fact]
    public void A_leaf_is_not_written_to_while_recording()
    {
        var x = Leaf(1, 2);
        Assert.Throws<AutogradException>(() => x.AddInPlace(1));
        using (Autodiff.NoGrad())
            x.AddInPlace(1);
        Assert.Equal([2, 3], Values(x));
    }

    [Fact]
    public void NoGrad_records_nothing_and_ends_where_it_should()
    {
        var x = Leaf(1, 2);
        using (Autodiff.NoGrad())
        {
            Assert.False(Autodiff.IsRecording);
            Assert.False((x * 2).RequiresGrad);
            using (Autodiff.EnableGrad())
                Assert.True((x * 2).RequiresGrad);
            Assert.False((x * 2).RequiresGrad);
        }
        Assert.True((x * 2).RequiresGrad);
    }

    [Fact]
    public void NoGrad_is_this_threads_alone()
    {
        using (Autodiff.NoGrad())
        {
            bool other = false;
            var thread = new Thread(() => other = Autodiff.IsRecording);
            thread.Start();
            thread.Join();
            Assert.True(other);
        }
    }

    [Fact]
    public void Detach_lets_no_gradient_through()
    {
        var x = Leaf(2, 3);
        var detached = x.Detach();
        Assert.True(detached.SharesMemoryWith(x));
        Assert.False(detached.RequiresGrad);
        (x * detached).Sum().Backward();
        Assert.Equal([2, 3], Values(x.Grad));
    }

    [Fact]
    public void Only_floating_point_tensors_require_a_gradient()
    {
        Assert.Throws<DTypeException>(() => Tensor.Of([1, 2]).WithGrad());
        Assert.False((Leaf(1, 2).To(DType.Int64) * 2).RequiresGrad);
    }

    [Fact]
    public void A_result_does_not_give_up_its_graph_by_RequiresGrad()
    {
        var y = Leaf(1) * 2;
        Assert.Contains("Detach()", Assert.Throws<AutogradException>(() => y.RequiresGrad = false).Message);
    }

    [Fact]
    public void Saved_values_die_with_the_backward_pass()
    {
        var x = Leaf(1, 2);
        var (y, saved) = Build(x);
        Collect();
        Assert.True(saved.IsAlive);
        y.Backward();
        Collect();
        Assert.False(saved.IsAlive);
        GC.KeepAlive(y);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor, WeakReference) Build(Tensor x)
        {
            var square = x * x;
            return ((square * square).Sum(), new WeakReference(square));
        }
    }

    [Fact]
    public void A_retained_graph_keeps_its_saved_values()
    {
        var (y, saved) = Build(Leaf(1, 2));
        y.Backward(retainGraph: true);
        Collect();
        Assert.True(saved.IsAlive);
        GC.KeepAlive(y);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor, WeakReference) Build(Tensor x)
        {
            var square = x * x;
            return ((square * square).Sum(), new WeakReference(square));
        }
    }

    [Fact]
    public void What_no_rule_reads_is_not_kept_at_all()
    {
        var (y, sum) = Build(Leaf(1, 2));
        Collect();
        Assert.False(sum.IsAlive);
        y.Backward();

        [MethodImpl(MethodImplOptions.NoInlining)]
        static (Tensor, WeakReference) Build(Tensor x)
        {
            var sum = x + 1;
            return ((sum + 2).Sum(), new WeakReference(sum));
        }
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>The gradients of slices are added up in place, which must not show: neither in values nor in what else holds the memory.</summary>
    [Fact]
    public void Slices_of_one_tensor_add_up_however_they_meet_other_uses()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var draw = new Random(seed);
            Tensor Sum(Tensor x)
            {
                var h = draw.Next(2) == 0 ? x : x * 2;
                var total = Tensor.Of(0.0);
                for (int use = 0, uses = 1 + draw.Next(6); use < uses; use++)
                {
                    double factor = 1 + draw.Next(3);
                    int start = draw.Next(4), end = start + 1 + draw.Next(5 - start), other = draw.Next(6);
                    total += draw.Next(5) switch
                    {
                        0 => (h.Square() * factor).Sum(),
                        1 => (h.Slice(0, start..end).Square() * factor).Sum(),
                        2 => (h.Slice(1, start..end, step: 2) * factor).Sum(),
                        3 => (h.Select(0, start) * h.Select(0, end)).Sum(),
                        _ => (h + h.Slice(1, other..(other + 1))).Square().Sum(),
                    };
                }
                return total;
            }

            var x = Tensor.Randn([6, 6], Generator.Seeded(seed), DType.Float64).WithGrad();
            var y = Sum(x);
            var plain = Autodiff.Grad(y, x, createGraph: true); // Which adds nothing in place.
            y.Backward();
            Assert.Equal(plain.ToArray<double>(), x.Grad!.ToArray<double>());
        }
    }

    [Fact]
    public void Gradients_that_hooks_keep_of_slices_stay_as_they_are()
    {
        var x = Tensor.Ones([4, 3], DType.Float64).WithGrad();
        var h = (x * 1).RetainGrad();
        var kept = new List<Tensor>();
        var total = Tensor.Of(0.0);
        for (int i = 0; i < 4; i++)
        {
            var row = h[i] * (i + 1);
            row.RegisterHook(g => kept.Add(g));
            total += row.Sum();
        }
        total.Backward();
        Assert.All(kept, static g => Assert.Equal([1, 1, 1], g.ToArray<double>()));
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], h.Grad!.ToArray<double>());
        Assert.Equal(h.Grad!.ToArray<double>(), x.Grad!.ToArray<double>());
    }
}
