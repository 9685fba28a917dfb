namespace AutoGrad.Tests;

/// <summary>Work spread over threads: every chunk once, the same bits, no waiting for what is not running.</summary>
[Collection("threads")]
public class ThreadsTests
{
    private static void With(int count, Action act)
    {
        int before = Threads.Count;
        Threads.Count = count;
        try
        {
            act();
        }
        finally
        {
            Threads.Count = before;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Every_chunk_runs_once(int count) => With(count, () =>
    {
        for (int round = 0; round < 300; round++)
        {
            var runs = new int[round % 23];
            Threads.For(runs.Length, i => Interlocked.Increment(ref runs[i]));
            Assert.All(runs, static n => Assert.Equal(1, n));
        }
    });

    [Fact]
    public void Calls_within_calls_and_from_many_threads_end() => With(3, () =>
    {
        long total = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 200; round++)
                Threads.For(6, _ => Threads.For(5, _ => Interlocked.Increment(ref total)));
        })).ToList();
        threads.ForEach(static t => t.Start());
        Assert.All(threads, static t => Assert.True(t.Join(TimeSpan.FromSeconds(60))));
        Assert.Equal(8 * 200 * 6 * 5, total);
    });

    [Fact]
    public void A_failing_chunk_is_reported_and_the_threads_stay_usable() => With(2, () =>
    {
        for (int round = 0; round < 50; round++)
        {
            var error = Assert.Throws<InvalidOperationException>(() => Threads.For(10, static i =>
            {
                if (i == 3)
                    throw new InvalidOperationException("chunk 3");
            }));
            Assert.Equal("chunk 3", error.Message);
            int ran = 0;
            Threads.For(10, _ => Interlocked.Increment(ref ran));
            Assert.Equal(10, ran);
        }
    });

    [Fact]
    public void A_count_below_one_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Threads.Count = 0);

    [Fact]
    public void Products_have_the_same_bits_for_any_number_of_threads()
    {
        var generator = Generator.Seeded(12);
        foreach (var (m, n, k) in new[] { (64, 128, 784), (300, 257, 129), (1000, 10, 300), (200, 700, 500), (1, 3000, 900) })
            foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            {
                Tensor a = Tensor.Randn([m, k], generator, dtype), b = Tensor.Randn([n, k], generator, dtype);
                Tensor c = b.T.Contiguous();
                var first = new Dictionary<string, byte[]>();
                foreach (int count in new[] { 1, 2, 3, 8 })
                    With(count, () =>
                    {
                        foreach (var (name, y) in new[] { ("a·bᵀ", a.MatMul(b.T)), ("a·c", a.MatMul(c)) })
                        {
                            byte[] bits = [.. y.Bytes()];
                            if (!first.TryAdd(name, bits))
                                Assert.True(first[name].AsSpan().SequenceEqual(bits), $"{name} of {m}×{k}×{n} {dtype} differs with {count} threads");
                        }
                    });
            }
    }
}
