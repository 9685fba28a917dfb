using AutoGrad.Distributions;

namespace AutoGrad.Tests;

/// <summary>Distributions against PyTorch's in float64, and their draws against their moments.</summary>
public class DistributionTests
{
    private static readonly Dictionary<string, Func<Tensor[], Distribution>> Makers = new()
    {
        ["Normal"] = static p => new Normal(p[0], p[1]),
        ["Laplace"] = static p => new Laplace(p[0], p[1]),
        ["Uniform"] = static p => new Uniform(p[0], p[1]),
        ["Exponential"] = static p => new Exponential(p[0]),
        ["BernoulliProbs"] = static p => new Bernoulli(probs: p[0]),
        ["BernoulliLogits"] = static p => new Bernoulli(logits: p[0]),
        ["CategoricalProbs"] = static p => new Categorical(probs: p[0]),
        ["CategoricalLogits"] = static p => new Categorical(logits: p[0]),
        ["Gamma"] = static p => new Gamma(p[0], p[1]),
        ["Beta"] = static p => new Beta(p[0], p[1]),
        ["LogNormal"] = static p => new LogNormal(p[0], p[1]),
        ["Dirichlet"] = static p => new Dirichlet(p[0]),
    };

    private static readonly GoldenTable Table = new("distributions.json", new()
    {
        ["LogProb"] = static (c, x) => c.Has("value") ? Make(c, x).LogProb(c.Tensor("value")) : Make(c, x[1..]).LogProb(x[0]),
        ["Cdf"] = static (c, x) => Make(c, x[1..]).Cdf(x[0]),
        ["ICdf"] = static (c, x) => Make(c, x[1..]).ICdf(x[0]),
        ["Entropy"] = static (c, x) => Make(c, x).Entropy(),
        ["Mean"] = static (c, x) => Make(c, x).Mean,
        ["Variance"] = static (c, x) => Make(c, x).Variance,
        ["KlDivergence"] = static (c, x) => Make(c, x[..(x.Length / 2)]).KlDivergence(Make(c, x[(x.Length / 2)..])),
        ["KlBetween"] = static (c, x) =>
            Make(c, x[..c.Int("count")]).KlDivergence(Makers[c.Text("other")](x[c.Int("count")..])),
    });

    public static TheoryData<int, string> Rows => Table.Rows;

    [Theory]
    [MemberData(nameof(Rows))]
    public void ValuesAndDerivativesAreThoseOfPyTorch(int row, string name) => Table.Check(row, name);

    [Fact]
    public void EveryCaseIsRead() => Table.EveryCaseIsRead();

    private static Distribution Make(GoldenCase c, Tensor[] p) => !c.Has("matrix") ? Makers[c.Text("distribution")](p) : c.Text("matrix") switch
    {
        "covarianceMatrix" => new MultivariateNormal(p[0], covarianceMatrix: (p[1] + p[1].T) / 2),
        "precisionMatrix" => new MultivariateNormal(p[0], precisionMatrix: (p[1] + p[1].T) / 2),
        _ => new MultivariateNormal(p[0], scaleTril: p[1].Tril()),
    };

    public static TheoryData<string> Names => [.. Examples.Keys];

    private static readonly Dictionary<string, Distribution> Examples = new()
    {
        ["Normal"] = new Normal(Tensor.Of([-1.0, 2.0]), 0.5),
        ["Laplace"] = new Laplace(Tensor.Of([-1.0, 2.0]), 0.5),
        ["Uniform"] = new Uniform(Tensor.Of([-1.0, 2.0]), 3),
        ["Exponential"] = new Exponential(Tensor.Of([0.5, 2.0])),
        ["Bernoulli"] = new Bernoulli(probs: Tensor.Of([0.2, 0.9])),
        ["Gamma"] = new Gamma(Tensor.Of([0.3, 4.0]), 2),
        ["Beta"] = new Beta(Tensor.Of([0.5, 3.0]), 2),
        ["LogNormal"] = new LogNormal(Tensor.Of([-1.0, 1.0]), 0.4),
        ["Dirichlet"] = new Dirichlet(Tensor.Of([0.7, 2.5])),
        ["MultivariateNormal"] = new MultivariateNormal(Tensor.Of([1.0, -1.0]), covarianceMatrix: Tensor.Of([[2.0, 0.6], [0.6, 0.5]])),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void DrawsHaveTheMomentsOfTheirDistribution(string name)
    {
        const int Count = 40_000;
        var distribution = Examples[name];
        var draws = distribution.Sample([Count], Generator.Seeded(4));
        Assert.Equal(new Shape(Count, 2), draws.Shape);
        Assert.Equal(DType.Float64, draws.DType);
        double[] mean = draws.Mean(0).ToArray<double>(), variance = draws.Var(0).ToArray<double>();
        double[] expected = distribution.Mean.ToArray<double>(), spread = distribution.Variance.ToArray<double>();
        double[] fourth = (draws - distribution.Mean).Pow(4).Mean(0).ToArray<double>();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(expected[i], mean[i], 5 * Math.Sqrt(spread[i] / Count));
            Assert.Equal(spread[i], variance[i], 5 * Math.Sqrt((fourth[i] - spread[i] * spread[i]) / Count) + 1e-9);
        }
        Assert.Equal(draws.ToArray<double>(), distribution.Sample([Count], Generator.Seeded(4)).ToArray<double>());
        Near.Assert(distribution.Variance.Sqrt(), distribution.StdDev);
    }

    [Fact]
    public void ClassesAreDrawnAsOftenAsTheirProbabilitiesSay()
    {
        const int Count = 40_000;
        var draws = new Categorical(probs: Tensor.Of([[0.0, 1.0, 3.0], [1.0, 0.0, 0.0]])).Sample([Count], Generator.Seeded(9));
        Assert.Equal(DType.Int64, draws.DType);
        Assert.Equal(0, draws.EqualTo(0)[.., 0].Sum().Item());
        Assert.Equal(0.75 * Count, draws.EqualTo(2)[.., 0].Sum().Item(), 5 * Math.Sqrt(Count * 0.75 * 0.25));
        Assert.Equal(Count, draws.EqualTo(0)[.., 1].Sum().Item());
    }

    [Theory]
    [InlineData("Normal")]
    [InlineData("Laplace")]
    [InlineData("Uniform")]
    [InlineData("Exponential")]
    [InlineData("LogNormal")]
    public void DrawsAreFunctionsOfTheParameters(string name)
    {
        Tensor[] parameters = name == "Exponential" ? [Tensor.Of(0.7)] : [Tensor.Of(0.5), Tensor.Of(1.5)];
        foreach (int which in Enumerable.Range(0, parameters.Length))
            GradCheck.Check(
                p => Makers[name]([.. parameters.Select((x, i) => i == which ? p : x)]).RSample([5], Generator.Seeded(2)),
                parameters[which],
                new GradCheckOptions { SecondOrder = true });
        var distribution = Makers[name](Array.ConvertAll(parameters, static p => p.Clone().WithGrad()));
        Assert.True(distribution.RSample().RequiresGrad);
        Assert.False(distribution.Sample().RequiresGrad);
    }

    [Fact]
    public void NumbersTakeTheDtypeOfTheOtherParameter()
    {
        Assert.Equal(DType.Float32, new Normal(0, 1).Sample().DType);
        Assert.Equal(DType.Float64, new Normal(0, Tensor.Of(1.0)).Sample().DType);
        Assert.Equal(DType.Float32, new Normal(0, 1).LogProb(2).DType);
        Assert.Equal("Normal(loc: [2, 3], scale: [2, 3])", new Normal(Tensor.Zeros([2, 1]), Tensor.Ones([3])).ToString());
    }

    [Fact]
    public void WhatCannotBeHasNoProbability()
    {
        Assert.Equal(double.NegativeInfinity, new Uniform(0, 1).LogProb(1).Item());
        Assert.Equal(double.NegativeInfinity, new Exponential(2).LogProb(-0.1).Item());
        Assert.Equal(0, new Exponential(2).Cdf(-0.1).Item());
        Assert.Equal(double.PositiveInfinity, new Uniform(0, 2).KlDivergence(new Uniform(0, 1)).Item());
        Assert.Equal(Math.Log(2), new Categorical(probs: Tensor.Of([0.0, 1.0])).KlDivergence(new Categorical(probs: Tensor.Of([0.5, 0.5]))).Item(), 1e-12);
        Assert.Equal(double.PositiveInfinity, new Categorical(probs: Tensor.Of([0.5, 0.5])).KlDivergence(new Categorical(probs: Tensor.Of([0.0, 1.0]))).Item());
    }

    [Fact]
    public void InVMapEachSampleHasItsOwnParameters()
    {
        Tensor loc = Tensor.Of([0.5, -1.0]), scale = Tensor.Of([1.0, 2.0]), x = Tensor.Of([0.2, 0.3]);
        Near.Assert(new Normal(loc, scale).LogProb(x), Autodiff.VMap(static v => new Normal(v[0], v[1]).LogProb(v[2]))(Tensor.Stack([loc, scale, x], 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Autodiff.VMap(static s => new Normal(0, s).Entropy())(Tensor.Of([1.0, -1.0])));
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Says<ArgumentOutOfRangeException>("Normal: scale holds -1 at [1]; it must be more than 0.", static () => new Normal(0, Tensor.Of([1f, -1f])));
        Says<ArgumentOutOfRangeException>("Uniform: high - low holds 0 at []; it must be more than 0.", static () => new Uniform(1, 1));
        Says<ArgumentOutOfRangeException>("Bernoulli: probs holds 1.5 at []; a probability lies in [0, 1].", static () => new Bernoulli(1.5));
        Says<ArgumentException>("Bernoulli: give either probs or logits.", static () => new Bernoulli());
        Says<ArgumentException>("Categorical: give either probs or logits, not both.", static () => new Categorical(Tensor.Ones([2]), Tensor.Ones([2])));
        Says<ArgumentOutOfRangeException>("Categorical: the sum of probs holds 0 at [0]; it must be more than 0.", static () => new Categorical(Tensor.Zeros([2])));
        Says<ShapeException>("Categorical: the parameter is []; it must be [..., K]", static () => new Categorical(1.0));
        Says<ShapeException>("Normal: loc is [2] and scale is [3]; they must broadcast.", static () => new Normal(Tensor.Zeros([2]), Tensor.Ones([3])));
        Tensor two = Tensor.Ones([2]), three = Tensor.Ones([3]);
        var normal = new Normal(two, two);
        Says<ShapeException>("LogProb: three is [3] and Normal(loc: [2], scale: [2]) a batch [2]; they must broadcast.", () => normal.LogProb(three));
        Says<ArgumentOutOfRangeException>("LogProb: the value holds 2 at []; classes are numbered from 0 to 1.", () => new Categorical(two).LogProb(2));
        Says<DTypeException>("LogProb: the value is Float32; classes are whole numbers.", () => new Categorical(two).LogProb(two[0]));
        Says<NotSupportedException>("KlDivergence: there is no closed form for Normal(loc: [2], scale: [2]) and Exponential(rate: [2]).", () =>
            normal.KlDivergence(new Exponential(two)));
        Says<NotSupportedException>("Bernoulli(probs: [2]): its draws are not differentiable by the parameters.", () => new Bernoulli(two).RSample());
        Says<NotSupportedException>("Bernoulli(probs: [2]): Cdf has no closed form here.", () => new Bernoulli(two).Cdf(two));

        static void Says<T>(string message, Func<object> attempt) where T : Exception => Assert.StartsWith(message, Assert.Throws<T>(() => attempt()).Message);
    }

    [Fact]
    public void WhatIsWrongWithParametersIsSaid()
    {
        Tensor loc = Tensor.Zeros([3]), square = Tensor.Eye(3);
        Assert.Contains("one of covarianceMatrix", Assert.Throws<ArgumentException>(() => new MultivariateNormal(loc)).Message);
        Assert.Contains("scaleTril is [2, 2]", Assert.Throws<ShapeException>(() => new MultivariateNormal(loc, scaleTril: Tensor.Eye(2))).Message);
        Assert.Contains("above its diagonal", Assert.Throws<ArgumentOutOfRangeException>(
            () => new MultivariateNormal(loc, scaleTril: square + 1)).Message);
        Assert.Throws<LinearAlgebraException>(() => new MultivariateNormal(loc, covarianceMatrix: -square));
        Assert.Contains("over vectors of 3", Assert.Throws<ShapeException>(() => new MultivariateNormal(loc, square).LogProb(Tensor.Zeros([2]))).Message);
        Assert.Contains("[..., K]", Assert.Throws<ShapeException>(() => new Dirichlet(2.0)).Message);
        Assert.StartsWith("Gamma: rate holds 0 at [0]", Assert.Throws<ArgumentOutOfRangeException>(() => new Gamma(1, Tensor.Of([0.0]))).Message);
        Assert.Throws<NotSupportedException>(() => new Gamma(1, 1).RSample());
        Assert.Throws<NotSupportedException>(() => new Normal(0, 1).KlDivergence(new Gamma(1, 1)));
        Assert.Equal(double.NegativeInfinity, new LogNormal(0, 1).LogProb(-1).Item());
        Assert.Equal(double.NegativeInfinity, new Gamma(2, 1).LogProb(-1).Item());
        Assert.Equal([2, 3], new Dirichlet(Tensor.Ones([3])).Sample([2]).Shape);
    }

    [Fact]
    public void VectorsAreDrawnWithTheirCovariance()
    {
        var normal = new MultivariateNormal(Tensor.Zeros([2], DType.Float64).WithGrad(), covarianceMatrix: Tensor.Of([[2.0, 0.6], [0.6, 0.5]]));
        var draws = normal.RSample([40_000], Generator.Seeded(3));
        Assert.True(draws.RequiresGrad);
        Near.Assert(normal.CovarianceMatrix, draws.Detach().T.Cov(), 0.05);
    }
}
