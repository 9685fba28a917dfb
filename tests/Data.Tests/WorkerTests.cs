using AutoGrad.Data;

namespace AutoGrad.Tests;

public class WorkerTests
{
    private static TensorDataset Pictures(int count) => new(
        Tensor.Randn([count, 1, 6, 6], Generator.Seeded(9)), Tensor.Arange(count));

    /// <summary>A data set that counts, takes its time, and may fail.</summary>
    private sealed class Slow(int count, int fails = -1, int milliseconds = 0) : Dataset
    {
        private int asked, busy;

        public int Asked => asked;

        public int Busiest { get; private set; }

        public override int Count => count;

        public override (Tensor Inputs, Tensor Targets) this[int item]
        {
            get
            {
                Interlocked.Increment(ref asked);
                Busiest = Math.Max(Busiest, Interlocked.Increment(ref busy));
                Thread.Sleep(item % 3 == 0 ? 2 * milliseconds : milliseconds);
                Interlocked.Decrement(ref busy);
                return item == fails ? throw new InvalidDataException($"item {item} is broken") : (Tensor.Of([(float)item]), Tensor.Of((long)item));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    public void Batches_are_the_same_for_any_number_of_workers(int workers, int prefetch)
    {
        float[][] Epochs(int workers, int prefetch)
        {
            var generator = Generator.Seeded(3);
            var loader = new DataLoader(Pictures(50), 8, shuffle: true, generator)
            {
                Workers = workers,
                Prefetch = prefetch,
                Augment = new Compose(new RandomHorizontalFlip(), new RandomCrop(6, Padding: 2), new GaussianNoise(), new Mixup(50)),
            };
            float[][] epochs = [.. Enumerable.Range(0, 3).SelectMany(_ => loader).Select(
                static b => (float[])[.. b.Inputs.ToArray<float>(), .. b.Targets.ToArray<float>()])];
            return [.. epochs, [(float)generator.NextDouble()]]; // Others who draw from it do not notice either.
        }
        Assert.Equal(Epochs(0, 1), Epochs(workers, prefetch));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_rest_of_an_epoch_is_that_of_the_whole_and_loads_nothing_before_it(int workers)
    {
        foreach (int skipped in new[] { -1, 0, 1, 3, 6, 7, 9 })
        {
            var data = new Slow(50);
            float[][] Left(bool whole)
            {
                var (generator, order) = (Generator.Seeded(3), Generator.Seeded(4));
                var loader = new DataLoader(data, new RandomSampler(50, generator: order), 8, generator) { Workers = workers, Augment = new Mixup(50) };
                Assert.Equal([generator, order], loader.Generators);
                var rest = (whole ? Enumerable.Skip(loader, skipped) : loader.Skip(skipped)).Select(static b => b.Inputs.ToArray<float>());
                return [.. rest, [(float)generator.NextDouble(), (float)order.NextDouble()]];
            }
            var expected = Left(true);
            int before = data.Asked;
            Assert.Equal(expected, Left(false));
            Assert.Equal(Math.Max(0, 50 - 8 * Math.Max(0, skipped)), data.Asked - before);
        }
    }

    [Fact]
    public void What_waits_to_be_computed_may_be_read_by_several_threads()
    {
        var digits = Digits.Load(); // Its pixels are divided when they are first read.
        var loader = new DataLoader(digits.Map(static x => x * 2 + 1), 16) { Workers = 4 };
        var seen = loader.Select(static b => b.Inputs.ToArray<float>()).SelectMany(static x => x).ToArray();
        Assert.Equal((Digits.Load().Inputs * 2 + 1).ToArray<float>(), seen);
    }

    [Fact]
    public void No_more_is_made_ahead_than_told()
    {
        var data = new Slow(100);
        using var epoch = new DataLoader(data, 1) { Workers = 2, Prefetch = 3 }.GetEnumerator();
        Assert.True(epoch.MoveNext());
        for (int i = 0; i < 500 && data.Asked < 7; i++)
            Thread.Sleep(10);
        Thread.Sleep(30);
        Assert.Equal(7, data.Asked); // One taken and six ahead.
    }

    [Fact]
    public void Workers_work_at_once()
    {
        var data = new Slow(24, milliseconds: 5);
        var seen = new DataLoader(data) { Workers = 3 }.Select(static b => b.Targets[0].Item<long>());
        Assert.Equal(Enumerable.Range(0, 24).Select(static i => (long)i), seen);
        Assert.InRange(data.Busiest, 2, 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void An_exception_comes_out_in_its_place(int workers)
    {
        var seen = new List<long>();
        var loader = new DataLoader(new Slow(20, fails: 5, milliseconds: 1), 1) { Workers = workers };
        var problem = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var (_, targets) in loader)
                seen.Add(targets[0].Item<long>());
        });
        Assert.Equal("item 5 is broken", problem.Message);
        Assert.Equal([0, 1, 2, 3, 4], seen);
        Assert.Equal(5, loader.Take(5).Count()); // And the next epoch begins anew.
    }

    [Fact]
    public void Leaving_an_epoch_stops_the_workers()
    {
        var data = new Slow(1000, milliseconds: 1);
        foreach (var _ in new DataLoader(data) { Workers = 4 })
            break;
        int asked = data.Asked;
        Assert.InRange(asked, 1, 13);
        Thread.Sleep(30);
        Assert.Equal(asked, data.Asked);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_epoch_can_be_cancelled(int workers)
    {
        using var stop = new CancellationTokenSource();
        var seen = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (var _ in new DataLoader(new Slow(100), 1) { Workers = workers, Cancellation = stop.Token })
                if (++seen == 3)
                    stop.Cancel();
        });
        Assert.Equal(3, seen);
    }

    [Fact]
    public void Who_waits_for_a_batch_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var data = new Slow(2, milliseconds: 50).Map(x =>
        {
            stop.Cancel();
            Thread.Sleep(50);
            return x;
        });
        Assert.ThrowsAny<OperationCanceledException>(() => new DataLoader(data) { Workers = 1, Cancellation = stop.Token }.First());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Items_of_different_sizes_are_put_together_by_ones_own_function(int workers)
    {
        var loader = new DataLoader(new Ragged(), 2)
        {
            Workers = workers,
            Collate = static items => (
                Tensor.Cat([.. items.Select(static i => i.Inputs.Pad([(0, 4 - i.Inputs.Shape[0])]).Unsqueeze(0))]),
                Tensor.Cat([.. items.Select(static i => i.Targets.Unsqueeze(0))])),
        };
        Assert.Equal([[2, 4], [2, 4]], loader.Select(static b => b.Inputs.Shape.AsSpan().ToArray()));
        Assert.Equal([1f, 1, 1, 1], loader.Last().Inputs[1].ToArray<float>());
    }

    private sealed class Ragged : Dataset
    {
        public override int Count => 4;

        public override (Tensor Inputs, Tensor Targets) this[int item] => (Tensor.Ones([item + 1]), Tensor.Of((long)item));
    }
}
