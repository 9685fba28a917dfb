using AutoGrad.Data;

namespace AutoGrad.Tests;

public class DigitsTests
{
    [Fact]
    public void There_are_1797_digits_of_8_by_8_from_0_to_1()
    {
        var (images, labels) = Digits.Load();
        Assert.Equal([1797, 64], images.Shape);
        Assert.Equal([1797], labels.Shape);
        var pixels = images.ToArray<float>();
        Assert.Equal((0f, 1f), (pixels.Min(), pixels.Max()));
        // The sum of all pixels and the counts of the digits as scikit-learn gives them.
        Assert.Equal(561718, pixels.Sum(static p => (double)p * 16));
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            labels.ToArray<long>().CountBy(static l => l).OrderBy(static c => c.Key).Select(static c => c.Value));
    }

    [Fact]
    public void The_first_digit_is_the_zero_that_scikit_learn_shows()
    {
        var (images, labels) = Digits.Load();
        Assert.Equal([0, 0, 5, 13, 9, 1, 0, 0], images[0, ..8].ToArray<float>().Select(static p => p * 16));
        Assert.Equal([0L, 1, 2, 3], labels[..4].ToArray<long>());
    }

    [Fact]
    public void Training_and_test_parts_share_every_digit_four_to_one()
    {
        var (train, test) = (Digits.Load(train: true), Digits.Load(train: false));
        Assert.Equal(1797, train.Count + test.Count);
        var all = Digits.Load().Targets.ToArray<long>().CountBy(static l => l).ToDictionary();
        foreach (var (digit, count) in train.Targets.ToArray<long>().CountBy(static l => l))
            Assert.Equal((int)Math.Round(0.8 * all[digit]), count);
        Assert.Equal(10, test.Targets.ToArray<long>().Distinct().Count());
    }

    [Fact]
    public void Training_and_test_parts_have_no_item_in_common()
    {
        static IEnumerable<string> Lines(TensorDataset data) =>
            Enumerable.Range(0, data.Count).Select(i => string.Join(',', data.Inputs[i].ToArray<float>()) + "→" + data.Targets[i].Item());
        var parts = Lines(Digits.Load(train: true)).Concat(Lines(Digits.Load(train: false))).Order();
        Assert.Equal(Lines(Digits.Load()).Order(), parts);
    }

    [Fact]
    public void The_parting_is_always_the_same() =>
        Assert.Equal(Digits.Load(train: true).Inputs.ToArray<float>(), Digits.Load(train: true).Inputs.ToArray<float>());
}
