namespace AutoGrad.Tests;

/// <summary>Memory that is given back: by scopes, and by the backward pass for what only it can see.</summary>
public class TensorScopeTests
{
    private static readonly Multiply multiply = Shared<Multiply>.Op;

    [Fact]
    public void A_tensor_used_after_its_scope_says_so()
    {
        Tensor small, large, kept, before = Tensor.Ones([5000]);
        using (var scope = new TensorScope())
        {
            small = Tensor.Ones([3]);
            large = multiply.Apply(before, 2);
            kept = scope.Keep(multiply.Apply(large, 3));
        }
        Assert.Contains("TensorScope ended", Assert.Throws<ObjectDisposedException>(() => large.ToArray<float>()).Message);
        Assert.Throws<ObjectDisposedException>(() => multiply.Apply(small, 2));
        Assert.Equal([5000], large.Shape);
        Assert.All(kept.ToArray<float>(), static v => Assert.Equal(6, v));
        Assert.All(before.ToArray<float>(), static v => Assert.Equal(1, v));
    }

    [Fact]
    public void Memory_is_used_again_after_a_scope_and_never_shared_by_two()
    {
        var seen = new HashSet<float[]>(ReferenceEqualityComparer.Instance);
        for (int step = 0; step < 20; step++)
        {
            using var scope = new TensorScope();
            Tensor a = Tensor.Full([4000], step), b = Tensor.Full([4000], -step);
            Assert.All(a.ToArray<float>(), v => Assert.Equal(step, v));
            Assert.All(b.ToArray<float>(), v => Assert.Equal(-step, v));
            foreach (var tensor in new[] { a, b })
                if (tensor.Storage.TryPeek<float>(out var array))
                    seen.Add(array);
        }
        Assert.InRange(seen.Count, 1, 6);
    }

    [Fact]
    public void Blocks_begin_at_a_cache_line_and_hold_what_was_asked_for()
    {
        foreach (int length in new[] { 512, 513, 640, 1000, 1023, 1024, 1025, 5_000, 100_000, 1 << 20 })
        {
            using var scope = new TensorScope();
            var x = Tensor.Zeros([length]);
            Assert.All(x.ToArray<float>(), static v => Assert.Equal(0, v));
            Assert.Equal(0, Misalignment(x));
            x.FillInPlace(7); // What the next one, zeroed, must not show.
        }

        static unsafe int Misalignment(Tensor x)
        {
            fixed (float* first = x.AsSpan<float>())
                return (int)((nint)first % 64);
        }
    }

    [Fact]
    public void Scopes_nest_and_what_is_kept_moves_out_one_at_a_time()
    {
        Tensor value, state;
        using (var outer = new TensorScope())
        {
            using (var inner = new TensorScope())
            {
                value = inner.Keep(Tensor.Ones([2000]));
                using (TensorScope.Outside())
                    state = Tensor.Ones([2000]);
            }
            Assert.Equal(1, value[0].Item());
            Assert.Contains("opposite", Assert.Throws<InvalidOperationException>(() =>
            {
                using var late = new TensorScope();
                outer.Dispose();
            }).Message);
        }
        Assert.Throws<ObjectDisposedException>(() => value[0].Item());
        Assert.Equal(1, state[0].Item());
    }

    [Fact]
    public void Arrays_that_others_hold_are_never_given_back()
    {
        System.Numerics.Tensors.Tensor<float> shared;
        using (new TensorScope())
        {
            var x = Tensor.Ones([3000]);
            shared = x.AsNumericsTensor<float>();
        }
        using (new TensorScope())
        {
            Tensor.Full([3000], 5);
            Tensor.Full([3000], 5);
        }
        Assert.Equal(1, shared[0]);
        Assert.Equal(1, shared[2999]);
    }

    [Fact]
    public void A_backward_pass_gives_back_its_own_temporaries_and_nothing_else()
    {
        // A diamond with views and a shared gradient, large enough for blocks: every value that survives must be right after later passes reuse the
        // memory.
        Tensor x = Tensor.Full([50, 60], 3, DType.Float64).WithGrad(), w = Tensor.Full([60, 50], 2, DType.Float64).WithGrad();
        var given = Tensor.Full([50, 60], 0.5, DType.Float64);
        for (int pass = 1; pass <= 5; pass++)
        {
            var y = multiply.Apply(x, w.T);
            var z = Shared<Add>.Op.Apply(Shared<Add>.Op.Apply(y, y), multiply.Apply(y, y)); // 2y + y²
            var gradients = Autodiff.Grad([z], [y, x], [given], retainGraph: true);
            z.Backward(given);
            Assert.All(gradients[0].ToArray<double>(), static g => Assert.Equal(0.5 * (2 + 2 * 6), g));
            Assert.All(gradients[1].ToArray<double>(), static g => Assert.Equal(0.5 * (2 + 2 * 6) * 2, g));
            Assert.All(x.Grad!.ToArray<double>(), g => Assert.Equal(pass * 14, g));
            Assert.All(w.Grad!.ToArray<double>(), g => Assert.Equal(pass * 21, g));
            Assert.All(y.ToArray<double>(), static v => Assert.Equal(6, v));
            Assert.All(given.ToArray<double>(), static v => Assert.Equal(0.5, v));
        }
    }

    [Fact]
    public void Gradients_of_a_step_end_with_its_scope()
    {
        var x = Tensor.Ones([3000]).WithGrad();
        for (int step = 0; step < 3; step++)
        {
            using (new TensorScope())
            {
                multiply.Apply(x, x).Backward(Tensor.Ones([3000]));
                Assert.Equal(2, x.Grad![7].Item());
            }
            Assert.Throws<ObjectDisposedException>(() => x.Grad!.ToArray<float>());
            x.Grad = null;
        }
    }

    [Fact]
    public void Steps_in_a_scope_allocate_no_tensor_memory_once_warm()
    {
        Tensor x = Tensor.Ones([64, 1000]), w = Tensor.Ones([1000]).WithGrad();
        long before = 0;
        for (int step = 0; step < 40; step++)
        {
            if (step == 20)
                before = GC.GetAllocatedBytesForCurrentThread();
            using (new TensorScope())
            {
                multiply.Apply(multiply.Apply(x, w), w).Backward(x);
                w.Grad = null;
            }
        }
        // Five results of 256 KB a step would be 1.3 MB each; the tape itself is a few kilobytes.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 20, 0, 20_000);
    }
}
