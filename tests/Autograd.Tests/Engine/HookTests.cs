namespace AutoGrad.Tests;

/// <summary>Hooks on the gradients of tensors, and gradients that are kept of results.</summary>
public class HookTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static double[] Values(Tensor? x) => x!.ToArray<double>();

    [Fact]
    public void A_hook_sees_the_complete_gradient_once_and_may_keep_it()
    {
        var x = Leaf(1, 2);
        var h = x * 3;
        var seen = new List<Tensor>();
        h.RegisterHook(seen.Add);
        x.RegisterHook(seen.Add);
        (h * h + h * 5 + h).Sum().Backward();
        Assert.Equal(2, seen.Count);
        Assert.Equal([2 * 3 + 6, 2 * 6 + 6], Values(seen[0]));
        Assert.Equal([36, 54], Values(seen[1]));
        Assert.Equal([36, 54], Values(x.Grad));
        x.Grad!.FillInPlace(0);
        Assert.Equal([36, 54], Values(seen[1]));
    }

    [Fact]
    public void Hooks_replace_the_gradient_in_order_until_they_are_removed()
    {
        var x = Leaf(1, 2);
        var first = x.RegisterHook(static g => g + 1);
        x.RegisterHook(static g => g * 10);
        x.Sum().Backward();
        Assert.Equal([20, 20], Values(x.Grad));
        Assert.True(first.IsRegistered);
        first.Dispose();
        first.Dispose();
        Assert.False(first.IsRegistered);
        Assert.Equal([10, 10], Values(Autodiff.Grad(x.Sum(), x)));
    }

    [Fact]
    public void A_hook_in_the_middle_changes_what_goes_on_and_is_differentiated_through()
    {
        var x = Leaf(3);
        var h = x * x;
        Tensor gradient;
        using (h.RegisterHook(static g => g * g))
            gradient = Autodiff.Grad((h * h).Sum(), x, createGraph: true); // (2h)²·2x = 8x⁵
        Assert.Equal(8 * 243, gradient.Item());
        Assert.Equal(40 * 81, Autodiff.Grad(gradient, x).Item());
    }

    [Fact]
    public void A_hook_removed_by_another_or_by_itself_runs_no_more()
    {
        var x = Leaf(1);
        int calls = 0;
        HookHandle? handle = null;
        handle = x.RegisterHook(_ =>
        {
            calls++;
            handle!.Dispose();
        });
        x.Sum().Backward();
        x.Sum().Backward();
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Wrong_replacements_and_wrong_tensors_are_refused()
    {
        var x = Leaf(1, 2);
        Assert.Contains("WithGrad()", Assert.Throws<AutogradException>(static () => Tensor.Of(1.0).RegisterHook(static g => g)).Message);
        Assert.Contains("only leaves", Assert.Throws<AutogradException>(() => (x * 2).RegisterPostAccumulateHook(static _ => { })).Message);
        Assert.Throws<AutogradException>(static () => Tensor.Of(1.0).RetainGrad());
        using (x.RegisterHook(static g => g.Sum()))
            Assert.Contains("Float64 [2] and returned Float64 []", Assert.Throws<AutogradException>(() => x.Sum().Backward()).Message);
        using (x.RegisterHook(static g => g.To(DType.Float32)))
            Assert.Throws<AutogradException>(() => x.Sum().Backward());
        using (x.RegisterHook(static g => { g.FillInPlace(0); }))
            Assert.Contains("FillInPlace at HookTests.cs", Assert.Throws<AutogradException>(() => (x * x).Sum().Backward()).Message);
        Assert.Null(x.Grad);
        x.Sum().Backward();
        Assert.Equal([1, 1], Values(x.Grad));
    }

    [Fact]
    public void A_hook_that_throws_leaves_gradients_and_a_retained_graph_usable()
    {
        Tensor a = Leaf(1, 2), b = Leaf(3, 4);
        var h = a * b;
        var y = (h * h).Sum();
        foreach (var tensor in new[] { h, a, b })
            using (tensor.RegisterHook(static Tensor? (_) => throw new InvalidOperationException("broken")))
                Assert.Throws<InvalidOperationException>(() => y.Backward(retainGraph: true));
        Assert.Null(a.Grad);
        Assert.Null(b.Grad);
        Assert.True(Autodiff.IsRecording);
        using (b.RegisterPostAccumulateHook(static _ => throw new InvalidOperationException("broken")))
            Assert.Throws<InvalidOperationException>(() => y.Backward(retainGraph: true));
        Assert.Equal([18, 64], Values(a.Grad));
        Assert.Equal([6, 32], Values(b.Grad));
        y.Backward();
        Assert.Equal([12, 64], Values(b.Grad));
    }

    [Fact]
    public void Each_parameter_steps_as_soon_as_its_gradient_is_there()
    {
        Tensor a = Leaf(1, 2), b = Leaf(3, 4);
        foreach (var parameter in new[] { a, b })
            parameter.RegisterPostAccumulateHook(static p =>
            {
                p.AddInPlace(p.Grad!, -0.5);
                p.Grad = null;
            });
        (a * b).Sum().Backward();
        Assert.Equal([-0.5, 0], Values(a));
        Assert.Equal([2.5, 3], Values(b));
        Assert.Null(a.Grad);
        _ = Autodiff.Grad((a * b).Sum(), a);
        Assert.Equal([-0.5, 0], Values(a));
    }

    [Fact]
    public void A_result_keeps_its_gradient_where_asked_for()
    {
        var x = Leaf(1, 2);
        var h = (x * 3).RetainGrad();
        h.RegisterHook(static g => g * 2);
        Assert.True(h.RetainsGrad);
        Assert.False(x.RetainGrad().RetainsGrad);
        var y = (h * h).Sum();
        y.Backward(retainGraph: true);
        Assert.Equal([12, 24], Values(h.Grad));
        y.Backward();
        Assert.Equal([24, 48], Values(h.Grad));
        h.Grad!.FillInPlace(0);
        Assert.Equal([72, 144], Values(x.Grad));
        h = (x * 3).RetainGrad();
        _ = Autodiff.Grad((h + h).Sum(), x);
        Assert.Null(h.Grad);
    }

    [Fact]
    public void After_a_write_in_place_the_gradient_is_that_of_what_was_written()
    {
        var x = Leaf(1, 2);
        var h = (x * 3).RetainGrad();
        h.MultiplyInPlace(7);
        (h * 2).Sum().Backward();
        Assert.Equal([2, 2], Values(h.Grad));
        Assert.Equal([42, 42], Values(x.Grad));
    }

    [Fact]
    public void Threads_register_run_and_remove_hooks_on_a_shared_leaf()
    {
        var shared = Leaf(1, 2);
        int calls = 0, steps = 0;
        shared.RegisterHook(_ => { Interlocked.Increment(ref calls); });
        shared.RegisterPostAccumulateHook(_ => steps++); // One at a time.
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 200; i++)
                using (shared.RegisterHook(static g => g))
                    (shared * 2 + shared * shared).Sum().Backward();
        });
        Assert.Equal([4 * 200 * 4, 4 * 200 * 6], Values(shared.Grad));
        Assert.Equal(800, calls);
        Assert.Equal(800, steps);
    }

    [Fact]
    public void A_pass_inside_a_hook_does_not_disturb_the_pass_around_it()
    {
        var x = Leaf(3, -2);
        x.RegisterHook(g =>
        {
            using (Autodiff.EnableGrad())
            {
                var inner = Tensor.Of([1.0, 1]).WithGrad();
                (inner * inner).Sum().Backward();
                return g + inner.Grad!;
            }
        });
        (x * x).Sum().Backward();
        Assert.Equal([8, -2], Values(x.Grad));
    }
}
