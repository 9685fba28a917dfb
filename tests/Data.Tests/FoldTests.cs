using AutoGrad.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

public class FoldTests
{
    private static TensorDataset Labelled(params long[] labels) => new(Tensor.Arange(0.0, labels.Length), Tensor.Of(labels));

    private static string Text((Subset Train, Subset Test)[] folds) =>
        string.Join(" | ", folds.Select(static f => string.Join(' ', f.Test.Items.ToArray())));

    [Fact]
    public void Folds_are_those_of_scikit_learn()
    {
        Assert.Equal("0 1 2 | 3 4 5 | 6 7", Text(Labelled(0, 0, 0, 0, 0, 0, 0, 0).KFold(3)));
        Assert.Equal("0 2 | 1 3", Text(Labelled(0, 0, 1, 1).StratifiedKFold(2)));
        Assert.Equal("0 1 4 | 2 5 6 | 3 7", Text(Labelled(0, 0, 0, 0, 1, 1, 1, 1).StratifiedKFold(3)));
        Assert.Equal("0 1 3 | 2 4 5 | 6 7 8", Text(Labelled(1, 0, 0, 1, 1, 0, 0, 1, 0).StratifiedKFold(3)));
    }

    [Fact]
    public void Every_item_is_tested_once_and_trained_on_otherwise() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        (from count in Gen.Choose(2, 30)
         from folds in Gen.Choose(2, 10)
         from shuffle in Gen.Elements(true, false)
         from stratified in Gen.Elements(true, false)
         where folds <= count
         select (count, folds, shuffle, stratified)).ToArbitrary(),
        static c =>
        {
            var data = Labelled([.. Enumerable.Range(0, c.stratified ? 3 * c.count : c.count).Select(static i => i * 7L % 3)]);
            var parts = c.stratified ? data.StratifiedKFold(c.folds, c.shuffle, Generator.Seeded(1))
                : data.KFold(c.folds, c.shuffle, Generator.Seeded(1));
            var all = Enumerable.Range(0, data.Count).Select(static i => (long)i);
            bool Even(Func<long, bool> of) =>
                parts.Select(p => p.Test.Items.ToArray().Count(of)).ToArray() is var sizes && sizes.Max() - sizes.Min() <= 1;
            return parts.Length == c.folds
                && parts.SelectMany(static p => p.Test.Items.ToArray()).Order().SequenceEqual(all)
                && parts.All(p => p.Test.Items.ToArray().Concat(p.Train.Items.ToArray()).Order().SequenceEqual(all))
                && Even(static _ => true)
                && (!c.stratified || Enumerable.Range(0, 3).All(label => Even(item => item * 7 % 3 == label)));
        }));

    [Fact]
    public void Shuffled_folds_repeat_with_the_seed()
    {
        string Of(long seed, bool stratified) => Text(stratified
            ? Labelled(0, 1, 0, 1, 0, 1, 0, 1, 0, 1).StratifiedKFold(2, shuffle: true, Generator.Seeded(seed))
            : Labelled(0, 1, 0, 1, 0, 1, 0, 1, 0, 1).KFold(2, shuffle: true, Generator.Seeded(seed)));
        foreach (bool stratified in new[] { true, false })
        {
            Assert.Equal(Of(1, stratified), Of(1, stratified));
            Assert.NotEqual(Of(1, stratified), Of(2, stratified));
        }
    }

    [Fact]
    public void Too_many_folds_are_refused()
    {
        Assert.Contains("2 to 3 folds", Assert.Throws<ArgumentOutOfRangeException>(() => Labelled(0, 0, 1).KFold(4)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Labelled(0, 0, 1).KFold(1));
        Assert.Contains("class 1 has 1 items", Assert.Throws<ArgumentOutOfRangeException>(() => Labelled(0, 0, 1).StratifiedKFold(2)).Message);
        Assert.Throws<DTypeException>(() => new TensorDataset(Tensor.Zeros([4]), Tensor.Zeros([4])).StratifiedKFold(2));
    }

    [Fact]
    public void Shares_of_classes_in_three_parts()
    {
        var data = Labelled([.. Enumerable.Range(0, 100).Select(static i => i % 10 == 0 ? 1L : 0)]);
        var parts = data.SplitByClass([0.6, 0.2, 0.2], Generator.Seeded(2));
        Assert.Equal([60, 20, 20], parts.Select(static p => p.Count));
        Assert.Equal([6, 2, 2], parts.Select(static p => p.Items.ToArray().Count(static i => i % 10 == 0)));
    }
}
