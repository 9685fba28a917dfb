using AutoGrad.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

public class DataLoaderTests
{
    private static TensorDataset Numbers(int count) => new(Tensor.Arange(0.0, count).Reshape([count, 1]), Tensor.Arange(count));

    private static long[] Epoch(DataLoader loader) => [.. loader.SelectMany(static batch => batch.Targets.ToArray<long>())];

    [Fact]
    public void Batches_come_in_order_and_the_last_is_what_is_left()
    {
        var loader = new DataLoader(Numbers(10), batchSize: 4);
        Assert.Equal([4, 4, 2], loader.Select(static b => b.Inputs.Shape[0]));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (long)i), Epoch(loader));
        Assert.Equal([8L, 9], loader.Last().Targets.ToArray<long>());
        Assert.Equal([4, 4], new DataLoader(Numbers(10), batchSize: 4, dropLast: true).Select(static b => b.Targets.Shape[0]));
    }

    [Fact]
    public void Each_epoch_has_every_item_once_with_its_target() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        (from count in Gen.Choose(1, 40)
         from size in Gen.Choose(1, 50)
         from shuffle in Gen.Elements(true, false)
         from drop in Gen.Elements(true, false)
         where !drop || count >= size
         select (count, size, shuffle, drop)).ToArbitrary(),
        static c =>
        {
            var loader = new DataLoader(Numbers(c.count), c.size, c.shuffle, Generator.Seeded(1), c.drop);
            var batches = loader.ToArray();
            var items = batches.SelectMany(static b => b.Targets.ToArray<long>()).ToArray();
            return loader.Count == batches.Length
                && batches.Take(batches.Length - 1).All(b => b.Inputs.Shape[0] == c.size)
                && items.Length == (c.drop ? c.count / c.size * c.size : c.count)
                && items.Distinct().Count() == items.Length
                && batches.All(static b => b.Inputs.ToArray<float>().Select(static v => (long)v).SequenceEqual(b.Targets.ToArray<long>()));
        }));

    [Fact]
    public void Shuffling_draws_a_new_order_each_epoch_and_repeats_with_the_seed()
    {
        DataLoader Loader(long seed) => new(Numbers(100), 8, shuffle: true, Generator.Seeded(seed));
        var (one, other) = (Loader(7), Loader(7));
        var first = Epoch(one);
        Assert.NotEqual(first.Order(), first);
        Assert.Equal(first, Epoch(other));
        var second = Epoch(one);
        Assert.NotEqual(first, second);
        Assert.Equal(second, Epoch(other));
        Assert.NotEqual(first, Epoch(Loader(8)));
    }

    [Fact]
    public void Two_enumerations_at_once_do_not_disturb_each_other()
    {
        var loader = new DataLoader(Numbers(30), 7, shuffle: true, Generator.Seeded(2));
        foreach (var (_, (a, b)) in loader.Zip(loader).Index())
            Assert.Equal(a.Targets.Shape, b.Targets.Shape);
        var pairs = loader.Zip(loader).ToArray();
        Assert.Equal(30, pairs.SelectMany(static p => p.First.Targets.ToArray<long>()).Distinct().Count());
        Assert.Equal(30, pairs.SelectMany(static p => p.Second.Targets.ToArray<long>()).Distinct().Count());
    }

    [Fact]
    public void Nonsense_is_refused_before_anything_is_loaded()
    {
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => new DataLoader(Numbers(3), batchSize: 0)).Message);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => new DataLoader(Numbers(3)[..0])).Message);
        Assert.Contains("3 items do not fill a batch of 4",
            Assert.Throws<ArgumentException>(() => new DataLoader(Numbers(3), 4, dropLast: true)).Message);
        Assert.Throws<ArgumentNullException>(() => new DataLoader(null!));
    }
}
