namespace AutoGrad.Tests;

/// <summary>What golden numbers do not show of small operations and of draws: answers in one bool, frequencies, seeds, and errors.</summary>
public class CompanionTests
{
    [Fact]
    public void Tensors_are_all_equal_where_shapes_and_elements_are()
    {
        var x = Tensor.Of([1.0, 2.0]);
        Assert.True(x.AllEqual(Tensor.Of([1, 2])));
        Assert.False(x.AllEqual(Tensor.Of([1.0, 2.5])));
        Assert.False(x.AllEqual(Tensor.Of([[1.0, 2.0]])));
        Assert.False(Tensor.Of([double.NaN]).AllEqual(Tensor.Of([double.NaN])));
        Assert.True(Tensor.Empty([0, 3]).AllEqual(Tensor.Empty([0, 3])));
    }

    [Fact]
    public void All_close_is_one_answer_and_broadcasts()
    {
        Assert.True(Tensor.Of([1.0, 1 + 1e-9]).AllClose(1));
        Assert.False(Tensor.Of([1.0, 1.1]).AllClose(1));
        Assert.True(Tensor.Of([1.0, 1.1]).AllClose(1, absoluteTolerance: 0.2));
        Assert.True(Tensor.Of([double.NaN]).AllClose(double.NaN, equalNaN: true));
        Assert.True(Tensor.Of([200.0]).WithGrad().AllClose(Tensor.Of([200.0])));
        Assert.Throws<ShapeException>(() => Tensor.Ones([2]).AllClose(Tensor.Ones([3])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones([2]).IsClose(1, -1));
    }

    [Fact]
    public void Tensors_like_another_have_its_shape_and_dtype()
    {
        var x = Tensor.Ones([2, 3], DType.Float64);
        Assert.Equal((x.Shape, DType.Float64), (Tensor.EmptyLike(x).Shape, Tensor.EmptyLike(x).DType));
        Assert.Equal((new Shape(3, 2), DType.Int64), (Tensor.EmptyLike(x.T, DType.Int64).Shape, Tensor.EmptyLike(x.T, DType.Int64).DType));
        Assert.True(Tensor.RandLike(x, Generator.Seeded(1)).AllEqual(Tensor.Rand(x.Shape, Generator.Seeded(1), DType.Float64)));
        Assert.True(Tensor.RandnLike(x, Generator.Seeded(1), DType.Float32).AllEqual(Tensor.Randn(x.Shape, Generator.Seeded(1))));
        Assert.Equal(DType.Float64, Tensor.RandIntLike(x, 0, 5).DType);
    }

    [Fact]
    public void Bernoulli_draws_as_often_as_probable()
    {
        var p = Tensor.Of([0, 0.2, 0.7, 1]).WithGrad();
        var drawn = p.Expand([20_000, 4]).Bernoulli(Generator.Seeded(1));
        Assert.Equal(DType.Float64, drawn.DType);
        Assert.False(drawn.RequiresGrad);
        Assert.True(drawn.Mean(axis: 0).AllClose(p, absoluteTolerance: 0.012));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Of([0.5, 1.5]).Bernoulli());
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Of([double.NaN]).Bernoulli());
        Assert.Throws<DTypeException>(() => Tensor.Of([1]).Bernoulli());
    }

    [Fact]
    public void Multinomial_draws_in_proportion()
    {
        var weights = Tensor.Of([[1f, 0, 3], [0, 2, 0]]);
        var drawn = weights.Multinomial(20_000, replacement: true, Generator.Seeded(1));
        Assert.Equal((new Shape(2, 20_000), DType.Int64), (drawn.Shape, drawn.DType));
        Assert.Equal(0.75, drawn[0].EqualTo(2).Sum().Item() / 20_000, 0.012);
        Assert.False(drawn[0].EqualTo(1).Any().Item<bool>());
        Assert.True(drawn[1].EqualTo(1).All().Item<bool>());
    }

    [Fact]
    public void Multinomial_without_replacement_draws_each_class_once_and_the_first_in_proportion()
    {
        var weights = Tensor.Of([1.0, 0, 3]).Expand([20_000, 3]);
        var drawn = weights.Multinomial(2, generator: Generator.Seeded(1));
        Assert.True(drawn.Sort(axis: 1).Values.EqualTo(Tensor.Of([0L, 2])).All().Item<bool>());
        Assert.Equal(0.75, drawn[.., 0].EqualTo(2).Sum().Item() / 20_000, 0.012);
    }

    [Fact]
    public void Multinomial_refuses_weights_that_cannot_be_drawn_from()
    {
        Assert.Contains("replacement: true", Assert.Throws<ArgumentException>(() => Tensor.Of([1f, 0]).Multinomial(2)).Message);
        Assert.Throws<ArgumentException>(() => Tensor.Of([1f, -1]).Multinomial(1));
        Assert.Throws<ArgumentException>(() => Tensor.Of([1f, float.NaN]).Multinomial(1));
        Assert.Throws<ArgumentException>(() => Tensor.Of([0f, 0]).Multinomial(1, replacement: true));
        Assert.Throws<ShapeException>(() => Tensor.Ones([2, 2, 2]).Multinomial(1));
        Assert.Throws<ShapeException>(() => Tensor.Ones([2, 0]).Multinomial(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Ones([2]).Multinomial(0));
    }

    [Fact]
    public void Normal_draws_have_the_means_and_deviations()
    {
        var std = Tensor.Of([0.5, 2.0]);
        var drawn = Tensor.Normal(Tensor.Of([[1.0], [-3]]), std.Expand([20_000, 1, 2]), Generator.Seeded(1));
        Assert.Equal(new Shape(20_000, 2, 2), drawn.Shape);
        Assert.True(drawn.Mean(axis: 0).AllClose(Tensor.Of([[1.0], [-3]]), absoluteTolerance: 0.05));
        Assert.True(drawn.Std(axis: 0).AllClose(std, absoluteTolerance: 0.05));
        Assert.Equal(DType.Float32, Tensor.Normal(0, Tensor.Ones([3])).DType);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tensor.Normal(0, Tensor.Of([-1.0])));
    }

    [Fact]
    public void Gumbel_softmax_draws_classes_in_proportion_and_passes_the_soft_gradient()
    {
        var logits = Tensor.Of([1.0, 0, 3]).Log().Expand([20_000, 3]).Clone().WithGrad();
        var hard = logits.GumbelSoftmax(0.5, hard: true, generator: Generator.Seeded(1));
        Assert.True(hard.Round().Sum(axis: 1).AllClose(1));
        Assert.True(hard.Mean(axis: 0).AllClose(Tensor.Of([0.25, 0, 0.75]), absoluteTolerance: 0.012));
        var soft = logits.GumbelSoftmax(0.5, generator: Generator.Seeded(1));
        var w = Tensor.Of([1.0, 2, 5]);
        var finite = logits.Detach()[..1, 0..3].MaskedFill(Tensor.Of([false, true, false]), 0).Clone().WithGrad();
        Assert.True(Gradient(hard: false).AllClose(Gradient(hard: true)));
        Assert.True(soft.ArgMax(axis: 1).AllEqual(hard.ArgMax(axis: 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => logits.GumbelSoftmax(0));

        Tensor Gradient(bool hard) => Autodiff.Grad((w * finite.GumbelSoftmax(1, hard, generator: Generator.Seeded(2))).Sum(), finite);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        var (images, filters) = (Tensor.Ones([5, 3]), Tensor.Ones([4, 2]));
        Assert.Contains("images is [5, 3] and filters is [4, 2]", Assert.Throws<ShapeException>(() => images.Linear(filters)).Message);
        Assert.Throws<ShapeException>(() => images.Linear(Tensor.Ones([4, 3]), Tensor.Ones([3])));
        Assert.Contains("groups, 2", Assert.Throws<ShapeException>(() => Tensor.Ones([1, 3, 2]).ChannelShuffle(2)).Message);
        var uneven = Assert.Throws<ShapeException>(() => Tensor.PadSequence([Tensor.Ones([2, 3]), Tensor.Ones([2, 4])]));
        Assert.Contains("sequence 1 is [2, 4]", uneven.Message);
        Assert.Throws<ArgumentException>(() => Tensor.PadSequence([]));
        Assert.Throws<ShapeException>(() => Tensor.Ones([3]).Renorm(2, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => images.Renorm(0, 0, 1));
        Assert.Equal(new Shape(0, 0), Tensor.Empty([0], DType.Int64).OneHot().Shape);
    }
}
