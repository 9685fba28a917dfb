using AutoGrad.Nn;
using AutoGrad.Optim;

namespace AutoGrad.Tests;

public class AveragingTests
{
    private static readonly double[] Path = [1, 4, -2, 0.5, 3];

    [Theory]
    [InlineData(0.9)]
    [InlineData(0.5)]
    public void NumbersAreAveragedAsTheNotesHaveIt(double beta)
    {
        MovingAverage plain = new(beta, correctBias: false), corrected = new(beta);
        double v = 0;
        for (int t = 1; t <= Path.Length; t++)
        {
            v = beta * v + (1 - beta) * Path[t - 1];
            Assert.Equal(v, plain.Add(Path[t - 1]), 1e-15);
            Assert.Equal(v / (1 - Math.Pow(beta, t)), corrected.Add(Path[t - 1]), 1e-12);
        }
        var other = new MovingAverage(beta);
        other.LoadStateDict(corrected.StateDict());
        Assert.Equal((corrected.Value, 5, corrected.Add(2)), (other.Value, other.Count, other.Add(2)));
        Assert.Throws<SavedStateException>(() => other.LoadStateDict(new("SGD")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WeightsAreAveragedExponentially(bool correct)
    {
        var p = new Parameter(Tensor.Full([19], 7.0, DType.Float64));
        var average = new ExponentialMovingAverage([p], 0.8, correct);
        double v = correct ? 0 : 7;
        foreach (double x in Path)
        {
            using (Autodiff.NoGrad())
                p.FillInPlace(x);
            using (new TensorScope())
                average.Update();
            v = 0.8 * v + 0.2 * x;
        }
        double expected = correct ? v / (1 - Math.Pow(0.8, Path.Length)) : v;
        Assert.All(average.Averages()[0].ToArray<double>(), a => Assert.Equal(expected, a, 1e-12));
        using (average.Use())
        {
            Assert.Equal(expected, p[3].Item(), 1e-12);
            Assert.Throws<InvalidOperationException>(average.Update);
            Assert.Throws<InvalidOperationException>(() => average.Use());
        }
        Assert.Equal(3, p[3].Item());
        var other = new ExponentialMovingAverage([p], 0.8, correct);
        other.LoadStateDict(average.StateDict());
        other.Apply();
        Assert.Equal(expected, p[18].Item(), 1e-12);
        Assert.Throws<SavedStateException>(() => other.LoadStateDict(new StochasticWeightAverage([p]).StateDict()));
    }

    [Fact]
    public void WeightsAreAveragedPlainly()
    {
        var p = new Parameter(Tensor.Zeros([3]));
        var average = new StochasticWeightAverage([p]);
        Assert.Throws<InvalidOperationException>(() => average.Averages());
        foreach (double x in Path)
        {
            using (Autodiff.NoGrad())
                p.FillInPlace(x);
            average.Update();
        }
        Assert.Equal(Path.Average(), average.Averages()[0][1].Item(), 1e-6);
        Assert.Null(p.Grad);
    }

    [Fact]
    public void StatisticsOfBatchNormalisationAreTakenAnew()
    {
        var norm = new BatchNorm1d(2, momentum: 0.3);
        Sequential net = [norm, new Dropout(0.5)];
        net.Forward(Tensor.Randn([8, 2]));
        net.Train();
        net[1].Eval();
        Tensor[] batches = [.. Enumerable.Range(0, 3).Select(static i => Tensor.Randn([4 + i, 2], Generator.Seeded(i)))];
        StochasticWeightAverage.UpdateBatchNorm(net, batches.Select(static batch => (batch, batch)));
        Assert.Equal((0.3, true, false, 3), (norm.Momentum, net.IsTraining, net[1].IsTraining, norm.NumBatchesTracked!.Item()));
        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(batches.Average(batch => batch[.., c].Mean().Item()), norm.RunningMean![c].Item(), 1e-5);
            Assert.Equal(batches.Average(batch => batch[.., c].Var().Item()), norm.RunningVar![c].Item(), 1e-5);
        }
        Assert.Throws<ArgumentException>(() => StochasticWeightAverage.UpdateBatchNorm(net, Array.Empty<Tensor>()));
    }

    [Fact]
    public void WhatCannotBeAveragedIsNamed()
    {
        var p = new Parameter(Tensor.Zeros([2]));
        Assert.StartsWith("ExponentialMovingAverage: there are no parameters", Assert.Throws<ArgumentException>(() => new ExponentialMovingAverage([])).Message);
        Assert.Contains("given twice", Assert.Throws<ArgumentException>(() => new StochasticWeightAverage([p, p])).Message);
        Assert.Contains("Int64 [2] cannot", Assert.Throws<ArgumentException>(() => new StochasticWeightAverage([Tensor.Of([1L, 2])])).Message);
    }

    [Fact]
    public void BiasesAndNormalisationDoNotDecay()
    {
        Sequential net = [new Linear(3, 4), new BatchNorm1d(4), new LayerNorm([4]), new Embedding(5, 4)];
        var (decayed, exempt) = net.SplitForWeightDecay(static (name, _) => name.StartsWith("Layers.3."));
        Assert.Equal(["Layers.0.Weight"], Named(decayed));
        Assert.Equal(["Layers.0.Bias", "Layers.1.Weight", "Layers.1.Bias", "Layers.2.Weight", "Layers.2.Bias", "Layers.3.Weight"], Named(exempt));

        IEnumerable<string> Named(IEnumerable<Parameter> some) =>
            net.NamedParameters().Where(entry => some.Contains(entry.Parameter, ReferenceEqualityComparer.Instance)).Select(static entry => entry.Name);
    }

    [Fact]
    public void APenaltyInTheLossIsADecayOfTheOptimizer()
    {
        Tensor[] starts = [.. Enumerable.Range(0, 2).Select(static _ => Tensor.Randn([13], Generator.Seeded(8), DType.Float64).WithGrad())];
        SGD inLoss = new([starts[0]], 0.1), inStep = new([starts[1]], 0.1, weightDecay: 0.3);
        inStep.Groups[0].L1 = 0.2;
        for (int i = 0; i < 20; i++)
        {
            inLoss.ZeroGrad();
            inStep.ZeroGrad();
            (starts[0].Cosh().Sum() + Penalty.L2([starts[0]], 0.3) + Penalty.L1([starts[0]], 0.2)).Backward();
            starts[1].Cosh().Sum().Backward();
            inLoss.Step();
            inStep.Step();
            inStep.Groups[0].DecoupledDecay ^= true; // For plain SGD it is the same.
        }
        Assert.All(
            starts[0].ToArray<double>().Zip(starts[1].ToArray<double>()), static pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }
}
