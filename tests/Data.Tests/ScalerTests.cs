using AutoGrad.Data;
using FsCheck;
using FsCheck.Fluent;

namespace AutoGrad.Tests;

public class ScalerTests
{
    private static Tensor Drawn(params int[] shape) => 3 + 2 * Tensor.Randn(shape, Generator.Seeded(1), DType.Float64);

    /// <summary>scikit-learn's own small examples and what numpy makes of them.</summary>
    [Fact]
    public void Standard_scores_are_those_of_numpy()
    {
        var x = Tensor.Of([[0.0, 0], [0, 0], [1, 1], [1, 1]]);
        var scaler = new StandardScaler().Fit(x);
        Assert.Equal([0.5, 0.5], scaler.Mean.ToArray<double>());
        Assert.Equal([0.5, 0.5], scaler.Scale.ToArray<double>());
        Assert.Equal([3.0, 3.0], scaler.Transform(Tensor.Of([[2.0, 2]])).ToArray<double>());
        Assert.Equal([3.0, 3.0], scaler.Transform(Tensor.Of([2.0, 2])).ToArray<double>()); // One item.
        Assert.Equal("StandardScaler(2 features)", scaler.ToString());
    }

    [Fact]
    public void Ranges_are_those_of_scikit_learn()
    {
        var x = Tensor.Of([[-1.0, 2], [-0.5, 6], [0, 10], [1, 18]]);
        Assert.Equal([0, 0, 0.25, 0.25, 0.5, 0.5, 1, 1], new MinMaxScaler().FitTransform(x).ToArray<double>());
        Assert.Equal([1.5, 0.0], new MinMaxScaler().Fit(x).Transform(Tensor.Of([[2.0, 2]])).ToArray<double>());
        Assert.Equal([1.0, 0.0], new MinMaxScaler(clip: true).Fit(x).Transform(Tensor.Of([[2.0, 2]])).ToArray<double>());
        Assert.Equal([-2.0, 4], new MinMaxScaler(-2, 4).FitTransform(x)[.., 0].ToArray<double>().Order().Where((_, i) => i % 3 == 0));
    }

    public static TheoryData<Scaler, int[]> Kinds => new()
    {
        { new StandardScaler(), [50, 4] }, { new StandardScaler(withMean: false), [50, 4] }, { new StandardScaler(withStd: false), [50, 4] },
        { new StandardScaler(axes: [0, 2, 3]), [9, 3, 4, 5] }, { new StandardScaler(axes: [0, -1]), [9, 3, 4] }, { new StandardScaler(), [20] },
        { new MinMaxScaler(), [50, 4] }, { new MinMaxScaler(-3, 7), [50, 4] }, { new MinMaxScaler(axes: [0, 2, 3]), [9, 3, 4, 5] },
        { new Whitening(), [50, 4] }, { new Whitening(WhiteningKind.Zca), [50, 4] }, { new Whitening(WhiteningKind.Zca, epsilon: 0.1), [50, 2, 3] },
        { new Whitening(), [50, 2, 3] }, { new Imputer(), [10, 3] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_inverse_undoes_it_and_a_state_makes_another_the_same(Scaler scaler, int[] shape)
    {
        var x = Drawn(shape);
        scaler.Fit(x);
        var y = scaler.Transform(x);
        Assert.True(scaler.InverseTransform(y).AllClose(x, 1e-10, 1e-12));
        Assert.True(scaler.InverseTransform(y[0]).AllClose(x[0], 1e-10, 1e-12));
        Assert.Equal(DType.Float32, scaler.Transform(x.To(DType.Float32)).DType);
        Assert.Equal(DType.Float32, scaler.Transform(Tensor.Ones(shape, DType.Int64)).DType);
        if (shape.Length > 1) // Numbers alone have no features that could be others.
            Assert.Contains("fitted", Assert.Throws<ShapeException>(
                () => scaler.Transform(Tensor.Zeros([.. shape[..^1], shape[^1] + 1, 2]))).Message);

        var state = scaler.StateDict();
        scaler.Fit(10 * Drawn(shape));
        Assert.False(scaler is Imputer ? scaler.StateDict()["fill"].EqualTo(state["fill"]).All().Item<bool>() : scaler.Transform(x).AllClose(y));
        scaler.LoadStateDict(state);
        Assert.Equal(y.ToArray<double>(), scaler.Transform(x).ToArray<double>());
        state["surplus"] = Tensor.Zeros([1]);
        state.RemoveAt(0);
        string message = Assert.Throws<ArgumentException>(() => scaler.LoadStateDict(state)).Message;
        Assert.Contains("Missing: ", message);
        Assert.Contains("Unexpected: surplus", message);
        Assert.Equal(y.ToArray<double>(), scaler.Transform(x).ToArray<double>());
    }

    [Fact]
    public void Channels_share_what_was_learned_along_the_other_axes()
    {
        var scaler = new StandardScaler(axes: [0, 2, 3]).Fit(Drawn(8, 3, 5, 5));
        Assert.Equal([3, 1, 1], scaler.Mean.Shape);
        Assert.Equal([2, 3, 9, 7], scaler.Transform(Drawn(2, 3, 9, 7)).Shape);
        Assert.Throws<ShapeException>(() => scaler.Transform(Drawn(2, 1, 9, 7)));
        var y = scaler.Fit(Drawn(8, 3, 5, 5)).Transform(Drawn(8, 3, 5, 5));
        Assert.True(y.Mean([0, 2, 3]).AllClose(Tensor.Zeros([3], DType.Float64), 0, 1e-12));
        Assert.True(y.Var([0, 2, 3], unbiased: false).AllClose(Tensor.Ones([3], DType.Float64), 1e-12));
        Assert.Contains("must be among axes", Assert.Throws<ShapeException>(() => new StandardScaler(axes: [1]).Fit(Drawn(3, 3))).Message);
        Assert.Throws<ShapeException>(() => new StandardScaler().Fit(Drawn(9, 1)).Transform(Drawn(9, 5))); // One feature is not any feature.
    }

    [Fact]
    public void What_is_constant_is_only_shifted()
    {
        var x = Tensor.Cat([Tensor.Full([1000, 1], 0.1, DType.Float64), Drawn(1000, 1), Tensor.Full([1000, 1], 1e10 + 0.1, DType.Float64)], 1);
        Assert.Equal([1, 1], new StandardScaler().Fit(x).Scale.ToArray<double>().Where((_, i) => i != 1));
        Assert.Equal([0, 0], new MinMaxScaler().FitTransform(x)[0].ToArray<double>().Where((_, i) => i != 1));
        Assert.True(new Whitening().FitTransform(x).IsFinite().All().Item<bool>());
    }

    [Theory]
    [InlineData(WhiteningKind.Pca)]
    [InlineData(WhiteningKind.Zca)]
    public void Whitened_features_have_the_covariance_one(WhiteningKind kind)
    {
        var x = Drawn(200, 6).MatMul(Drawn(6, 6));
        var y = new Whitening(kind).FitTransform(x);
        Assert.True(y.Mean(0).AllClose(Tensor.Zeros([6], DType.Float64), 0, 1e-9));
        Assert.True((y.T.MatMul(y) / 199).AllClose(Tensor.Eye(6, dtype: DType.Float64), 0, 1e-8));
    }

    [Fact]
    public void Zca_stays_nearer_to_the_features_and_pca_keeps_the_components_of_most_variance()
    {
        var x = Drawn(200, 6).MatMul(Drawn(6, 6));
        var pca = new Whitening(components: 2).Fit(x);
        Assert.Equal([200, 2], pca.Transform(x).Shape);
        Assert.Equal(pca.Variances.ToArray<double>().OrderDescending(), pca.Variances.ToArray<double>());
        var rest = x - pca.InverseTransform(pca.Transform(x));
        double left = rest.Square().Sum().Item() / (x - x.Mean(0)).Square().Sum().Item();
        double told = pca.Variances.Sum().Item() / new Whitening().Fit(x).Variances.Sum().Item();
        Assert.Equal(1 - told, left, 1e-9);
        double Distance(WhiteningKind kind) => (new Whitening(kind).FitTransform(x) - new StandardScaler().FitTransform(x)).Square().Mean().Item();
        Assert.True(Distance(WhiteningKind.Zca) < Distance(WhiteningKind.Pca));
        Assert.Throws<ShapeException>(() => new Whitening(components: 7).Fit(x));
        Assert.Throws<ArgumentException>(() => new Whitening(WhiteningKind.Zca, components: 3));
    }

    [Fact]
    public void Missing_values_are_filled()
    {
        var x = Tensor.Of([[1.0, double.NaN], [2, 5], [9, 6], [double.NaN, 9]]);
        Assert.Equal([1, 20.0 / 3, 2, 5, 9, 6, 4, 9], new Imputer().FitTransform(x).ToArray<double>());
        Assert.Equal([1, 6, 2, 5, 9, 6, 2, 9], new Imputer(Filling.Median).FitTransform(x).ToArray<double>());
        Assert.Equal([1, -1, 2, 5, 9, 6, -1, 9], new Imputer(Filling.Constant, -1).FitTransform(x).ToArray<double>());
        Assert.Contains("feature [1] has no value", Assert.Throws<ArgumentException>(() => new Imputer().Fit(x[..1, ..])).Message);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Contains("call Fit", Assert.Throws<InvalidOperationException>(() => new StandardScaler().Transform(Drawn(2, 2))).Message);
        Assert.Contains("NaN or an infinity at [1, 0]",
            Assert.Throws<ArgumentException>(() => new MinMaxScaler().Fit(Tensor.Of([[1.0, 2], [double.NaN, 3]]))).Message);
        Assert.Throws<ShapeException>(() => new StandardScaler().Fit(Tensor.Zeros([0, 3])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxScaler(1, 1));
        var scaler = new StandardScaler().Fit(Drawn(5, 2));
        var state = scaler.StateDict();
        state["scale"] = Tensor.Of([1.0, 0]);
        Assert.Contains("greater than 0", Assert.Throws<ArgumentException>(() => scaler.LoadStateDict(state)).Message);
        state["scale"] = Tensor.Of([1.0, double.NaN]);
        Assert.Contains("scale: it should hold finite", Assert.Throws<ArgumentException>(() => scaler.LoadStateDict(state)).Message);
        state["scale"] = Tensor.Of([1.0, 1, 1]);
        Assert.Contains("should be one", Assert.Throws<ArgumentException>(() => scaler.LoadStateDict(state)).Message);
    }

    [Fact]
    public void A_data_set_is_fitted_and_mapped_and_gradients_pass()
    {
        var train = new TensorDataset(Drawn(20, 3), Tensor.Arange(20));
        var scaler = new StandardScaler().Fit(train[..15]);
        var scaled = train.Map(scaler.Transform, static labels => labels + 1);
        Assert.Equal("Map(TensorDataset(inputs: Float64 [20, 3], targets: Int64 [20]))", scaled.ToString());
        Assert.True(scaled.Batch(0, 15).Inputs.Mean(0).AllClose(Tensor.Zeros([3], DType.Float64), 0, 1e-12));
        Assert.Equal(scaled.Batch([4]).Inputs[0].ToArray<double>(), scaled[4].Inputs.ToArray<double>());
        Assert.Equal(5, scaled[4].Targets.Item());
        var x = Drawn(2, 3).WithGrad();
        scaler.Transform(x).Sum().Backward();
        Assert.True(x.Grad!.AllClose((1 / scaler.Scale).ExpandAs(x)));
        Assert.Contains("the first axis", Assert.Throws<ShapeException>(() => train.Map(static x => x.Sum(0)).Batch(0, 4)).Message);
    }

    [Fact]
    public void Scaling_and_back_is_what_was_there() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        Gen.Choose(-1000, 1000).Select(static n => n * Math.Pow(10, n % 7)).ArrayOf(12).ToArbitrary(),
        static numbers =>
        {
            var x = Tensor.Of(numbers).Reshape([4, 3]);
            return new Scaler[] { new StandardScaler(), new MinMaxScaler(-1, 1) }.All(s =>
                s.InverseTransform(s.FitTransform(x)).AllClose(x, 1e-9, 1e-6));
        }));
}
