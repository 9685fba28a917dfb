using AutoGrad.Data;

namespace AutoGrad.Tests;

public class DatasetTests
{
    /// <summary>Item i is (10 i, 10 i + 1) with the target i mod 3.</summary>
    private static TensorDataset Numbered(int count) => new(
        Tensor.Of([.. Enumerable.Range(0, 2 * count).Select(static i => i / 2 * 10f + i % 2)], [count, 2]),
        Tensor.Of<long>([.. Enumerable.Range(0, count).Select(static i => i % 3L)]));

    /// <summary>The same items, given one at a time.</summary>
    private sealed class Computed(int count) : Dataset
    {
        public override int Count => count;

        public override (Tensor Inputs, Tensor Targets) this[int item] => (Tensor.Of([item * 10f, item * 10f + 1]), Tensor.Of(item % 3L));
    }

    private static long[] Items(Tensor inputs) => [.. inputs[.., 0].ToArray<float>().Select(static v => (long)(v / 10))];

    private static long[] Items(Dataset data) => data.Count == 0 ? [] : Items(data.Batch(0, data.Count).Inputs);

    public static TheoryData<Dataset> Kinds =>
        [Numbered(7), new Computed(7), new Subset(Numbered(9), [0, 1, 2, 3, 4, 5, 6]), Numbered(9)[..7], new Computed(8)[..7]];

    public static TheoryData<string, object> Texts => new()
    {
        { "TensorDataset(inputs: Float32 [7, 2], targets: Int64 [7])", Numbered(7) },
        { "Computed(7 items)", new Computed(7) },
        { "Subset(2 of Computed(7 items))", new Subset(new Computed(7), [0, 5]) },
        { "DataLoader(Computed(7 items), batchSize: 3, shuffle: true, 3 batches)", new DataLoader(new Computed(7), 3, shuffle: true) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Data_prints_what_it_holds(string expected, object data) => Assert.Equal(expected, data.ToString());

    [Fact]
    public void An_item_out_of_range_is_named() => Assert.StartsWith(
        "Item 7 was asked of a data set of 7; use 0 to 6.", Assert.Throws<ArgumentOutOfRangeException>(static () => Numbered(7)[7]).Message);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_gives_the_same_items(Dataset data)
    {
        Assert.Equal(7, data.Count);
        Assert.Equal([30f, 31f], data[3].Inputs.ToArray<float>());
        Assert.Equal(0, data[3].Targets.Item());
        var (inputs, targets) = data.Batch([5, 0, 5]);
        Assert.Equal([3, 2], inputs.Shape);
        Assert.Equal([50f, 51, 0, 1, 50, 51], inputs.ToArray<float>());
        Assert.Equal([2L, 0, 2], targets.ToArray<long>());
        Assert.Equal([2L, 3, 4], Items(data.Batch(2, 3).Inputs));
        Assert.Equal([1L, 2, 3, 4, 5], Items(data[1..^1]));
        Assert.Equal([2L, 3], Items(data[1..^1][1..3]));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_refuses_items_it_does_not_have(Dataset data)
    {
        Assert.Contains("item 7 was asked of a data set of 7", Assert.Throws<IndexException>(() => data.Batch([0, 7])).Message);
        Assert.Throws<IndexException>(() => data.Batch([-1]));
        Assert.Contains("Items 5 to 7", Assert.Throws<ArgumentOutOfRangeException>(() => data.Batch(5, 3)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => data[..8]);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Batch(int.MaxValue, 2));
    }

    [Fact]
    public void Inputs_and_targets_must_be_as_many()
    {
        var (images, labels) = (Tensor.Zeros([3, 4]), Tensor.Zeros([4], DType.Int64));
        Assert.Contains("images is [3, 4] and labels is [4]", Assert.Throws<ShapeException>(() => new TensorDataset(images, labels)).Message);
        Assert.Contains("scalar", Assert.Throws<ShapeException>(() => new TensorDataset(images, Tensor.Of(1L))).Message);
    }

    [Fact]
    public void Neighbouring_items_are_views_and_picked_ones_are_not()
    {
        var data = Numbered(6);
        Assert.True(data.Batch(2, 3).Inputs.SharesMemoryWith(data.Inputs));
        Assert.False(data.Batch([2, 3]).Inputs.SharesMemoryWith(data.Inputs));
    }

    [Theory]
    [InlineData(10, 0.8, 8)]
    [InlineData(7, 0.5, 4)]
    [InlineData(3, 0, 0)]
    [InlineData(3, 1, 3)]
    [InlineData(0, 0.5, 0)]
    public void A_split_puts_each_item_in_one_part(int count, double ratio, int expected)
    {
        var (first, second) = Numbered(count).Split(ratio, Generator.Seeded(5));
        Assert.Equal(expected, first.Count);
        Assert.Equal(Enumerable.Range(0, count).Select(static i => (long)i), Items(first).Concat(Items(second)).Order());
    }

    [Fact]
    public void A_split_repeats_with_its_seed_and_differs_with_another()
    {
        long[] Of(long seed) => Items(Numbered(50).Split(0.5, Generator.Seeded(seed)).First);
        Assert.Equal(Of(1), Of(1));
        Assert.NotEqual(Of(1), Of(2));
        Assert.NotEqual(Of(1).Order(), Of(1));
    }

    [Fact]
    public void A_split_in_many_parts_has_shares_that_sum_to_one()
    {
        var parts = Numbered(10).Split([0.7, 0.2, 0.1]);
        Assert.Equal([7, 2, 1], parts.Select(static p => p.Count));
        Assert.Contains("sum to 0.9", Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Split([0.5, 0.4])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Split(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10).Split(double.NaN));
    }

    [Fact]
    public void A_split_by_class_parts_each_class_alike()
    {
        var (first, second) = Numbered(30).SplitByClass(0.7, Generator.Seeded(3));
        foreach (var (_, count) in first.Batch(0, first.Count).Targets.ToArray<long>().CountBy(static l => l))
            Assert.Equal(7, count);
        Assert.Equal(Enumerable.Range(0, 30).Select(static i => (long)i), Items(first).Concat(Items(second)).Order());
        Assert.Equal(Items(first).Order(), Items(first));
        Assert.Throws<DTypeException>(() => new TensorDataset(Tensor.Zeros([3, 1]), Tensor.Zeros([3])).SplitByClass(0.5));
        var ints = new TensorDataset(Tensor.Zeros([4, 1]), Tensor.Of([7, 7, 3, 3])).SplitByClass(0.5);
        Assert.Equal([3, 7], ints.First.Batch(0, 2).Targets.ToArray<int>().Order());
    }
}
