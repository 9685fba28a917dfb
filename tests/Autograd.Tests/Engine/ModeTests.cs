namespace AutoGrad.Tests;

/// <summary>Modes on a thread, and modes that flow with the code across await and into tasks.</summary>
public class ModeTests
{
    private static readonly Tensor leaf = Tensor.Of([1.0, 2.0]).WithGrad();

    private static bool Records => (leaf * 2).RequiresGrad;

    /// <summary>Goes on on a thread of the pool, for certain another piece of work than before.</summary>
    private static async Task Hop()
    {
        await Task.Yield();
        await Task.Run(static () => { }).ConfigureAwait(false);
    }

    /// <summary>What holds on threads of the pool that nobody told anything.</summary>
    private static async Task<bool> AllElsewhereRecord()
    {
        Task<bool>[] others;
        using (ExecutionContext.SuppressFlow())
            others = [.. Enumerable.Range(0, 16).Select(static _ => Task.Run(static () => Autodiff.IsRecording && !Autodiff.IsInference))];
        return (await Task.WhenAll(others)).All(static records => records);
    }

    [Fact]
    public void Modes_of_a_thread_nest_and_end()
    {
        Assert.True(Records);
        using (Autodiff.NoGrad())
        {
            Assert.False(Records);
            using (Autodiff.EnableGrad())
            {
                Assert.True(Records);
                using (Autodiff.Inference())
                {
                    Assert.False(Records);
                    Assert.True(Autodiff.IsInference);
                    using (Autodiff.NoGrad())
                        Assert.True(Autodiff.IsInference);
                    using (Autodiff.EnableGrad())
                        Assert.True(Records && !Autodiff.IsInference);
                    using (Autodiff.DetectAnomaly())
                        Assert.False(Records);
                    Assert.True(Autodiff.IsInference);
                }
                Assert.True(Records);
            }
            Assert.False(Records);
        }
        Assert.True(Records);
    }

    [Fact]
    public async Task Modes_flow_across_await_and_leave_other_flows_alone()
    {
        using (Autodiff.NoGradAsync())
        {
            Assert.False(Records);
            for (int i = 0; i < 50; i++)
            {
                await Hop();
                Assert.False(Records);
            }
            Assert.True(await AllElsewhereRecord());
            Assert.False(Records);
        }
        Assert.True(Records);
        await Hop();
        Assert.True(Records);
        Assert.True(await AllElsewhereRecord());
    }

    [Fact]
    public async Task Modes_that_flow_nest()
    {
        using (Autodiff.NoGradAsync())
        {
            await Hop();
            using (Autodiff.EnableGradAsync())
            {
                await Hop();
                Assert.True(Records);
                using (Autodiff.InferenceAsync())
                {
                    await Hop();
                    Assert.True(Autodiff.IsInference);
                    Assert.False(Records);
                }
                Assert.True(Records);
                await Hop();
                Assert.True(Records);
            }
            Assert.False(Records);
            await Hop();
            Assert.False(Records);
        }
        Assert.True(Records);
    }

    [Fact]
    public async Task What_a_method_enters_its_caller_does_not_see()
    {
        static async Task Work(TaskCompletionSource gate)
        {
            using (Autodiff.NoGradAsync())
            using (Autodiff.DetectAnomalyAsync())
            {
                Assert.False(Records);
                await gate.Task.ConfigureAwait(false);
                Assert.False(Records);
                await Hop();
                Assert.False(Records);
            }
            Assert.True(Records);
        }

        Assert.True(Records);
        var gates = Enumerable.Range(0, 8).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var works = gates.Select(Work).ToArray();
        Assert.True(Records);
        foreach (var gate in gates)
            gate.SetResult();
        await Task.WhenAll(works);
        Assert.True(Records);
    }

    [Fact]
    public async Task Flows_on_the_same_threads_do_not_mix()
    {
        async Task Count(int seed, Func<AsyncMode?> enter, bool records)
        {
            using var mode = enter();
            var random = new Random(seed);
            for (int i = 0; i < 100; i++)
            {
                Assert.Equal(records, Records);
                using (Autodiff.NoGrad())
                    Assert.False(Records);
                using (Autodiff.EnableGrad())
                    Assert.True(Records);
                if (random.Next(2) == 0)
                    await Task.Yield();
                else
                    await Task.Run(() => Assert.Equal(records, Records));
                Assert.Equal(records, Records);
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => (i % 4) switch
        {
            0 => Count(i, static () => null, true),
            1 => Count(i, Autodiff.NoGradAsync, false),
            2 => Count(i, Autodiff.EnableGradAsync, true),
            _ => Count(i, Autodiff.InferenceAsync, false),
        })));
    }

    [Fact]
    public async Task Tasks_and_parallel_loops_inherit_a_mode_that_flows_and_not_one_of_the_thread()
    {
        using (Autodiff.NoGradAsync())
        {
            Parallel.For(0, 64, static _ => Assert.False(Records));
            Assert.False(await Task.Run(static () => Records));
        }
        using (Autodiff.NoGrad())
        {
            bool records = false;
            var thread = new Thread(() => records = Records);
            thread.Start();
            thread.Join();
            Assert.True(records);
        }
        Assert.True(Records);
    }

    [Fact]
    public void A_task_that_runs_inside_a_wait_sees_its_own_modes_and_leaves_those_around_it()
    {
        bool seen = false;
        Task outside = new(() => seen = Records), inside;
        using (Autodiff.NoGradAsync())
            inside = new(() => seen = Records);
        using (Autodiff.EnableGrad())
        {
            seen = true;
            inside.RunSynchronously();
            Assert.False(seen);
            Assert.True(Records);
        }
        using (Autodiff.NoGrad())
        {
            // Same flow, same thread: the mode of the thread holds.
            seen = true;
            outside.RunSynchronously();
            Assert.False(seen);
            outside = new(() => seen = Records);
            using (Autodiff.EnableGradAsync())
            {
                Assert.True(Records);
                seen = true;
                outside.RunSynchronously();
                Assert.False(seen);
                Assert.True(Records);
            }
            Assert.False(Records);
        }
        Assert.True(Records);
    }

    [Fact]
    public async Task Exceptions_put_modes_back()
    {
        static async Task Fail()
        {
            using (Autodiff.NoGradAsync())
            {
                await Hop();
                throw new InvalidOperationException();
            }
        }

        await Assert.ThrowsAsync<InvalidOperationException>(Fail);
        Assert.True(Records);
        try
        {
            using (Autodiff.DetectAnomalyAsync(checkForward: true))
            {
                await Hop();
                _ = (leaf - 5).Log();
            }
            Assert.Fail("No anomaly was found.");
        }
        catch (AnomalyException)
        {
        }
        _ = (leaf - 5).Log();
        Assert.True(Records);
        try
        {
            using (Autodiff.Inference())
            using (Autodiff.DetectAnomaly())
                throw new InvalidOperationException();
        }
        catch (InvalidOperationException)
        {
        }
        Assert.True(Records && !Autodiff.IsInference);
    }

    [Fact]
    public void Disposing_twice_or_of_an_outer_mode_first_is_harmless()
    {
        var outer = Autodiff.NoGradAsync();
        var inner = Autodiff.EnableGradAsync();
        outer.Dispose();
        Assert.True(Records);
        inner.Dispose();
        outer.Dispose();
        Assert.True(Records);
    }

    [Fact]
    public void What_inference_computes_can_never_enter_a_graph()
    {
        var weight = Tensor.Of([1.0, 2.0, 3.0]).WithGrad();
        Tensor result, further, view, data;
        using (Autodiff.Inference())
        {
            result = weight * 2;
            further = Tensor.Cat([result, Tensor.Of([1.0])]).Exp();
            view = weight[..2];
            data = Tensor.Of([1.0, 2.0, 3.0]) * 3;
        }
        Assert.False(result.RequiresGrad);
        var problem = Assert.Throws<AutogradException>(() => result * weight);
        Assert.StartsWith(
            "Multiply: input 0, Float64 [3], was computed inside Autodiff.Inference(), so it can never be part of a graph.", problem.Message);
        Assert.StartsWith("Multiply: input 1", Assert.Throws<AutogradException>(() => weight * result.Detach()).Message);
        Assert.StartsWith("Add: input 1", Assert.Throws<AutogradException>(() => weight + result[0]).Message);
        Assert.StartsWith("Cat", Assert.Throws<AutogradException>(() => Tensor.Cat([weight, further])).Message);
        problem = Assert.Throws<AutogradException>(() => result.WithGrad());
        Assert.StartsWith("RequiresGrad: this Float64 [3] tensor was computed inside", problem.Message);
        // Views of what was made outside, and what no gradient would have flowed through, are not touched.
        Assert.True((view * weight[..2]).RequiresGrad);
        Assert.True((data * weight).RequiresGrad);
        // Outside graphs it is a tensor like any other, and its copy is a constant like any other.
        Assert.Equal([3, 6, 9], (result + result / 2).ToArray<double>());
        (result.Clone() * weight).Sum().Backward();
        Assert.Equal([2, 4, 6], weight.Grad!.ToArray<double>());
        Assert.True(result.Clone().WithGrad().RequiresGrad);
        using (Autodiff.NoGrad())
            _ = result * weight;
    }

    [Fact]
    public async Task Inference_flows()
    {
        var weight = Tensor.Of([1.0, 2.0]).WithGrad();
        Tensor result;
        using (Autodiff.InferenceAsync())
        {
            await Hop();
            result = weight * 2;
        }
        Assert.Throws<AutogradException>(() => result * weight);
    }
}
