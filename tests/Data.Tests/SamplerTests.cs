using AutoGrad.Data;

namespace AutoGrad.Tests;

public class SamplerTests
{
    private static TensorDataset Numbers(int count) => new(Tensor.Arange(0.0, count).Reshape([count, 1]), Tensor.Arange(count));

    private static long[] Epoch(DataLoader loader) => [.. loader.SelectMany(static batch => batch.Targets.ToArray<long>())];

    [Fact]
    public void Samplers_give_the_items_they_promise()
    {
        Assert.Equal([0, 1, 2], new SequentialSampler(3));
        Assert.Equal([0, 1, 2, 3, 4], new RandomSampler(5, generator: Generator.Seeded(1)).Order());
        Assert.Equal([3, 7, 9], new SubsetRandomSampler([7, 3, 9], Generator.Seeded(1)).Order());
        var many = new RandomSampler(10, replacement: true, samples: 1000, Generator.Seeded(1)).ToArray();
        Assert.Equal((1000, 10), (many.Length, many.Distinct().Count()));
        Assert.All(many.CountBy(static i => i), static count => Assert.InRange(count.Value, 70, 130));
        var twice = new RandomSampler(5, samples: 12, generator: Generator.Seeded(1)).ToArray();
        Assert.Equal([0L, 0, 1, 1, 2, 2, 3, 3, 4, 4], twice[..10].Order());
        Assert.Empty(new RandomSampler(0));
        var draws = Generator.Seeded(1);
        Assert.All([new RandomSampler(5, generator: draws), new SubsetRandomSampler([1], draws), new WeightedRandomSampler(Tensor.Ones([2]), 1, generator: draws)],
            (Sampler sampler) => Assert.Same(draws, sampler.Generator));
        Assert.Same(draws, Assert.Single(new DataLoader(Numbers(5), new BatchSampler(new RandomSampler(5, generator: draws), 2), draws).Generators));
        Assert.Empty(new DataLoader(Numbers(5), new SequentialSampler(5)).Generators);
        Assert.Equal("RandomSampler(12 items)", new RandomSampler(5, samples: 12).ToString());
    }

    [Fact]
    public void Weights_are_probabilities()
    {
        var drawn = new WeightedRandomSampler(Tensor.Of([1.0, 0, 3]), 4000, generator: Generator.Seeded(1)).CountBy(static i => i).ToDictionary();
        Assert.Equal([0L, 2], drawn.Keys.Order());
        Assert.InRange(drawn[2], 2900, 3100);
        Assert.Equal([0L, 2], new WeightedRandomSampler(Tensor.Of([1.0, 0, 3]), 2, replacement: false, Generator.Seeded(1)).Order());
        var labels = Tensor.Of([0L, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        var balanced = new WeightedRandomSampler((1.0 / labels.Bincount())[labels], 2000, generator: Generator.Seeded(1));
        Assert.InRange(balanced.Count(static i => i == 9), 900, 1100);
    }

    [Fact]
    public void Batches_are_cut_from_what_a_sampler_gives()
    {
        var batches = new BatchSampler(new SequentialSampler(7), 3);
        Assert.Equal(3, batches.Count);
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6]], batches);
        Assert.Equal([[0, 1, 2], [3, 4, 5]], new BatchSampler(new SequentialSampler(7), 3, dropLast: true));
        Assert.Equal("BatchSampler(SequentialSampler(7 items), batchSize: 3)", batches.ToString());
    }

    [Fact]
    public void A_loader_takes_samplers_and_batches()
    {
        var onlyThree = new WeightedRandomSampler(Tensor.Arange(10).EqualTo(3).To(DType.Float32), 4);
        Assert.Equal([3L, 3, 3, 3], Epoch(new(Numbers(10), onlyThree, batchSize: 3)));
        Assert.Equal([0L, 1, 2], Epoch(new(Numbers(3), new SequentialSampler(3), batchSize: 2)));
        var three = Numbers(3);
        Assert.True(new DataLoader(three, new SequentialSampler(3), 2).First().Inputs.SharesMemoryWith(three.Inputs)); // A view.
        var own = new DataLoader(Numbers(10), [[1, 2], [5], [7, 8, 9]]);
        Assert.Equal(3, own.Count);
        Assert.Equal([1L, 2, 5, 7, 8, 9], Epoch(own));
        Assert.Equal(2, new DataLoader(Numbers(10), new BatchSampler(new RandomSampler(10), 4, dropLast: true)).Count);
        Assert.Equal(
            "DataLoader(TensorDataset(inputs: Float32 [10, 1], targets: Int64 [10]), RandomSampler(10 items), batchSize: 4, 3 batches)",
            new DataLoader(Numbers(10), new RandomSampler(10), 4).ToString());
        Assert.Throws<IndexException>(() => Epoch(new(Numbers(3), [[0, 3]])));
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomSampler(0, samples: 3));
        Assert.Contains("weight 1 is -1", Assert.Throws<ArgumentException>(() => new WeightedRandomSampler(Tensor.Of([1.0, -1]), 3)).Message);
        Assert.Contains("all weights are 0", Assert.Throws<ArgumentException>(() => new WeightedRandomSampler(Tensor.Zeros([3]), 3)).Message);
        Assert.Contains("1 items have a weight",
            Assert.Throws<ArgumentOutOfRangeException>(() => new WeightedRandomSampler(Tensor.Of([1.0, 0]), 2, replacement: false)).Message);
        Assert.Throws<ShapeException>(() => new WeightedRandomSampler(Tensor.Ones([2, 2]), 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(new SequentialSampler(3), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(Numbers(3)) { Workers = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(Numbers(3)) { Prefetch = 0 });
    }
}
