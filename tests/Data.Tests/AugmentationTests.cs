using AutoGrad.Data;

namespace AutoGrad.Tests;

public class AugmentationTests
{
    /// <summary>One image of 3×3: 1 to 9, row by row.</summary>
    private static Tensor Nine => Tensor.Arange(1.0, 10, 1).To(DType.Float32).Reshape([1, 1, 3, 3]);

    private static Tensor Many(int count) => Nine.Expand([count, 1, 3, 3]);

    private static float[] Values(Tensor x) => x.ToArray<float>();

    /// <summary>The kinds of image that come out, most frequent first, as text.</summary>
    private static Dictionary<string, int> Outcomes(ImageAugmentation augmentation, int count = 900) =>
        augmentation.Apply(Many(count), Generator.Seeded(1)).Unbind(0).CountBy(static image => string.Join(' ', Values(image))).ToDictionary();

    public static TheoryData<ImageAugmentation> Kinds =>
    [
        new RandomHorizontalFlip(), new RandomVerticalFlip(), new RandomShift(2), new RandomCrop(4, 3, Padding: 1), new RandomRotation(30),
        new GaussianNoise(), new Cutout(2), new Normalize([0.1], [2]),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_given_stays_and_draws_repeat_with_the_seed(ImageAugmentation augmentation)
    {
        var images = Tensor.Randn([4, 2, 5, 6], Generator.Seeded(2));
        var before = Values(images);
        var changed = augmentation.Apply(images, Generator.Seeded(3));
        Assert.Equal(before, Values(images));
        Assert.Equal(Values(changed), Values(augmentation.Apply(images, Generator.Seeded(3))));
        if (augmentation is not Normalize)
            Assert.NotEqual(Values(changed), Values(augmentation.Apply(images, Generator.Seeded(4))));
        Assert.Equal(changed.Shape, augmentation.Apply(images.To(DType.Float64), Generator.Seeded(3)).Shape);
        // Without an axis of channels it is the same as with one channel, and a layout in memory makes no difference.
        var one = augmentation.Apply(images[.., 0..1], Generator.Seeded(3));
        Assert.Equal(Values(one), Values(augmentation.Apply(images[.., 0], Generator.Seeded(3))));
        Assert.Equal(3, augmentation.Apply(images[.., 0], Generator.Seeded(3)).Rank);
        var turned = images.Transpose(2, 3).Clone().Transpose(2, 3);
        Assert.Equal(Values(changed), Values(augmentation.Apply(turned, Generator.Seeded(3))));
        Assert.Equal(0, augmentation.Apply(images[..0], Generator.Seeded(3)).ElementCount);
        Assert.Contains("[-1, 1, 28, 28]", Assert.Throws<ShapeException>(() => augmentation.Apply(Tensor.Zeros([4, 784]))).Message);
        Assert.Contains("Byte", Assert.Throws<DTypeException>(() => augmentation.Apply(Tensor.Zeros([4, 3, 3], DType.Byte))).Message);
    }

    [Fact]
    public void Flips_mirror_about_half_of_the_images()
    {
        var outcomes = Outcomes(new RandomHorizontalFlip());
        Assert.Equal(["1 2 3 4 5 6 7 8 9", "3 2 1 6 5 4 9 8 7"], outcomes.Keys.Order());
        Assert.All(outcomes.Values, static count => Assert.InRange(count, 400, 500));
        Assert.Equal(["7 8 9 4 5 6 1 2 3"], Outcomes(new RandomVerticalFlip(1)).Keys);
        Assert.Equal(["1 2 3 4 5 6 7 8 9"], Outcomes(new RandomVerticalFlip(0)).Keys);
    }

    [Fact]
    public void Shifts_move_every_distance_equally_often()
    {
        var outcomes = Outcomes(new RandomShift(1, 1, Fill: -1));
        Assert.Equal(9, outcomes.Count);
        Assert.All(outcomes.Values, static count => Assert.InRange(count, 70, 130));
        Assert.Contains("-1 -1 -1 -1 1 2 -1 4 5", outcomes.Keys);
        Assert.Contains("2 3 -1 5 6 -1 8 9 -1", outcomes.Keys);
        Assert.Equal(3, Outcomes(new RandomShift(0, 1)).Count);
        Assert.Contains("0 0 0 0 0 0 0 0 0", Outcomes(new RandomShift(5)).Keys); // All of it out of sight.
    }

    [Fact]
    public void Crops_are_pieces_of_the_image_and_its_margin()
    {
        Assert.Equal(["1 2 4 5", "2 3 5 6", "4 5 7 8", "5 6 8 9"], Outcomes(new RandomCrop(2)).Keys.Order());
        Assert.Equal(["0 1 2 3 0", "0 4 5 6 0", "0 7 8 9 0"],
            Outcomes(new RandomCrop(1, 5, Padding: 1)).Keys.Where(static k => k != "0 0 0 0 0").Order());
        Assert.Equal(["1 2 3 4 5 6 7 8 9"], Outcomes(new RandomCrop(3)).Keys);
        Assert.Contains("3×3 with a margin of 0 hold no piece of 4×4", Assert.Throws<ShapeException>(() => new RandomCrop(4).Apply(Nine)).Message);
    }

    [Fact]
    public void Rotations_turn_about_the_centre()
    {
        // Of a large disc nothing changes but at its edge; of a half plane the angle shows.
        var rows = Tensor.Arange(-10.0, 11, 1).To(DType.Float64).Reshape([21, 1]);
        var columns = rows.T;
        var ramp = (rows + 0 * columns).Reshape([1, 1, 21, 21]);
        for (int seed = 0; seed < 5; seed++)
        {
            var turned = new RandomRotation(90).Apply(ramp, Generator.Seeded(seed)).Reshape([21, 21]);
            double angle = (2 * Generator.Seeded(seed).NextDouble() - 1) * Math.PI / 2;
            var expected = Math.Cos(angle) * rows + Math.Sin(angle) * columns;
            var inside = (rows.Square() + columns.Square() < 81).To(DType.Float64);
            Assert.True((inside * turned).AllClose(inside * expected, 0, 1e-12));
        }
        Assert.Equal(Values(Nine), Values(new RandomRotation(0).Apply(Nine)));
        Assert.Equal(0.5, new RandomRotation(45, Fill: 0.5).Apply(Tensor.Full([9, 9, 9], 0.5), Generator.Seeded(1)).AMin().Item());
    }

    [Fact]
    public void Noise_has_its_mean_and_deviation()
    {
        var noise = new GaussianNoise(0.5, Mean: 2).Apply(Tensor.Zeros([10, 100, 100], DType.Float64), Generator.Seeded(1));
        Assert.Equal(2, noise.Mean().Item(), 0.01);
        Assert.Equal(0.5, noise.Std().Item(), 0.01);
        var clipped = new GaussianNoise(3, Clip: true).Apply(Tensor.Zeros([2, 20, 20]), Generator.Seeded(1));
        Assert.Equal((0, 1), (clipped.AMin().Item(), clipped.AMax().Item()));
    }

    [Fact]
    public void Cutout_blanks_a_square_that_may_stick_out()
    {
        var outcomes = Outcomes(new Cutout(2, Fill: 0));
        Assert.Equal(9, outcomes.Count); // One for each centre.
        Assert.Contains("1 2 3 4 0 0 7 0 0", outcomes.Keys);
        Assert.Contains("0 2 3 4 5 6 7 8 9", outcomes.Keys);
        var images = Tensor.Ones([400, 3, 8, 8]);
        var cut = new Cutout(4, P: 0.5).Apply(images, Generator.Seeded(1));
        Assert.InRange(cut.Sum([1, 2, 3]).EqualTo(192).Sum().Item(), 170, 230);
        Assert.Equal(Values(cut[.., 0]), Values(cut[.., 2])); // All channels alike.
    }

    [Fact]
    public void Channels_are_normalised_by_given_numbers()
    {
        var images = Tensor.Ones([2, 3, 2, 2]);
        var result = new Normalize([0, 1, 0.5], [1, 2, 0.25]).Apply(images);
        Assert.Equal([1f, 0, 2], Values(result[0, .., 0, 0]));
        Assert.Equal([0f, 0, 0], Values(new Normalize([1], [3]).Apply(images)[1, .., 1, 1]));
        Assert.Equal("Normalize { Mean = [0.5], Std = [0.25] }", new Normalize([0.5], [0.25]).ToString());
        Assert.Throws<ShapeException>(() => new Normalize([0, 1], [1, 1]).Apply(images));
        Assert.Throws<ArgumentException>(() => new Normalize([0, 1], [1]));
        Assert.Throws<ArgumentException>(() => new Normalize([0], [0]));
    }

    [Fact]
    public void Mixup_mixes_items_and_their_targets_alike()
    {
        var inputs = Tensor.Eye(6);
        var labels = Tensor.Arange(6);
        var (x, y) = new Mixup(6, alpha: 1).Apply(inputs, labels, Generator.Seeded(3));
        Assert.Equal(Values(x), Values(y)); // Here an input is its target.
        Assert.True(y.Sum(1).AllClose(Tensor.Ones([6])));
        Assert.Contains(Values(y), static share => share is > 0 and < 1);
        var (_, numbers) = new Mixup().Apply(inputs, Tensor.Arange(0.0, 6), Generator.Seeded(3));
        Assert.Equal(15, numbers.Sum().Item(), 1e-6);
        Assert.Contains("new Mixup(10)", Assert.Throws<DTypeException>(() => new Mixup().Apply(inputs, labels, Generator.Seeded(3))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixup(alpha: 0));
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(5)]
    public void Mixup_draws_its_share_from_beta(double alpha)
    {
        var generator = Generator.Seeded(5);
        var mixup = new Mixup(alpha: alpha);
        var (inputs, targets) = (Tensor.Of([0.0, 1]), Tensor.Of([0.0, 1]));
        // With two items that change places or not, the mixed first one is 1 − λ or 0.
        double[] shares = [.. Enumerable.Range(0, 8000).Select(_ => mixup.Apply(inputs, targets, generator).Inputs[0].Item())
            .Where(static s => s > 0)];
        Assert.InRange(shares.Length, 3000, 4300);
        Assert.Equal(0.5, shares.Average(), 0.03);
        double variance = shares.Average(static s => (s - 0.5) * (s - 0.5));
        Assert.Equal(1 / (4 * (2 * alpha + 1)), variance, 0.01); // That of Beta(α, α).
    }

    [Fact]
    public void Augmentations_are_composed_and_told()
    {
        var both = new Compose(new RandomVerticalFlip(1), new RandomHorizontalFlip(1));
        Assert.Equal([9f, 8, 7, 6, 5, 4, 3, 2, 1], Values(both.Apply(Nine, Tensor.Of([1L]), Generator.Seeded(1)).Inputs));
        Assert.Equal("Compose(RandomVerticalFlip { P = 1 }, RandomHorizontalFlip { P = 1 })", both.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomHorizontalFlip(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomShift(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomCrop(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomRotation(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianNoise(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cutout(0));
    }
}
