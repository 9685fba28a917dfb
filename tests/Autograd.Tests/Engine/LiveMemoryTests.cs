using System.Runtime.CompilerServices;

namespace AutoGrad.Tests;

/// <summary>What is left in memory after backward passes. Live memory is the process's, so these run alone.</summary>
[Collection(nameof(LiveMemoryTests))]
[CollectionDefinition(nameof(LiveMemoryTests), DisableParallelization = true)]
public class LiveMemoryTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of<double>(values).WithGrad();

    private static Tensor Large(int seed) => Tensor.Rand([40, 50], Generator.Seeded(seed), DType.Float64).WithGrad();

    /// <summary>
    /// Runs a step ten thousand times and asserts that live memory is what it was. Something else in the process may have grown meanwhile, which a leak
    /// would have done again, and again.
    /// </summary>
    private static void KeepsLiveMemoryFlat(Action step)
    {
        for (int i = 0; i < 100; i++)
            step();
        long growth = long.MaxValue;
        for (int attempt = 0; attempt < 3 && growth > 1 << 20; attempt++)
        {
            long live = GC.GetTotalMemory(true);
            for (int i = 0; i < 10_000; i++)
                step();
            growth = GC.GetTotalMemory(true) - live;
        }
        Assert.InRange(growth, long.MinValue, 1 << 20);
    }

    [Fact]
    public void Ten_thousand_steps_that_write_in_place_keep_live_memory_flat()
    {
        var x = Leaf(1, 2, 3);
        KeepsLiveMemoryFlat(() =>
        {
            var rows = Tensor.Zeros([3, 3], DType.Float64);
            for (int j = 0; j < 3; j++)
                rows[j] = x * j;
            rows.Sum().Backward();
            x.Grad = null;
        });
    }

    [Fact]
    public void Ten_thousand_steps_with_checkpoints_and_hooks_keep_live_memory_flat()
    {
        var x = Leaf(1, 2, 3);
        using var hook = x.RegisterHook(static g => g * 0.5);
        KeepsLiveMemoryFlat(() =>
        {
            using var scope = new TensorScope();
            using (SavedTensorHooks.AsHalf())
                Autodiff.Checkpoint(static x => (x * x).Tanh() * x.Exp(), x * 0.1).Exp().Sum().Backward();
            x.Grad = null;
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Tensor Loss, List<WeakReference> Saved) Graph(Tensor x, Func<Tensor, Tensor> f, Action<Tensor>? look = null)
    {
        var h = f(x);
        look?.Invoke(h);
        var y = h.Tanh();
        var z = y * y;
        return (z.Sum(), [new(h.Storage), new(y), new(y.Storage), new(z.Storage)]);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("hooks")]
    [InlineData("packed")]
    [InlineData("checkpoint")]
    [InlineData("in place")]
    public void After_a_backward_pass_no_saved_value_survives(string how)
    {
        var x = Large(3);
        SavedTensorHooks? hooks = how == "packed" ? new(static t => t.Clone(), static p => (Tensor)p!) : null;
        var (loss, saved) = how switch
        {
            "hooks" => Graph(x, static x => x.Exp() * x, static h =>
            {
                h.RegisterHook(static g => g * 2);
                h.RetainGrad();
            }),
            "checkpoint" => Graph(x, static x => Autodiff.Checkpoint(static x => x.Exp() * x, x)),
            "in place" => Graph(x, static x => (x.Exp() * x).AddInPlace(x)),
            _ => Graph(x, static x => x.Exp() * x),
        };
        hooks?.Dispose();
        loss.Backward();
        x.Grad!.Sum().Item(); // What waits to be computed holds what it is computed from.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.DoesNotContain(saved, static reference => reference.IsAlive);
        GC.KeepAlive(loss);
        GC.KeepAlive(hooks);
    }
}
