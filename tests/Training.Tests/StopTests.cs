using AutoGrad.Data;
using AutoGrad.Nn;
using AutoGrad.Optim;
using AutoGrad.Training;

namespace AutoGrad.Tests;

/// <summary>When a training stops, and with which weights.</summary>
public class StopTests
{
    private static readonly TensorDataset Train = Toy.Points(), Test = Toy.Points(40, seed: 9);

    [Theory]
    [InlineData(3, 0, false, 6, 3.0)] // 5 4 3 | 3.5 3 4: three without improvement.
    [InlineData(2, 0, false, 5, 3.0)]
    [InlineData(2, 1.5, false, 5, 3.0)] // 4 is no improvement on 5, 3 is.
    [InlineData(1, 0, true, 2, 5.0)]
    public void Patience_counts_values_without_improvement(int patience, double minDelta, bool maximize, int stops, double best)
    {
        var stopping = new EarlyStopping(patience, minDelta, maximize: maximize);
        double[] values = [5, 4, 3, 3.5, 3, 4, 5, 6];
        int at = Array.FindIndex(values, value => stopping.Update(value)) + 1;
        Assert.Equal((stops, best), (at, stopping.Best));
    }

    [Fact]
    public void NaN_is_no_improvement()
    {
        var stopping = new EarlyStopping(2);
        Assert.False(stopping.Update(double.NaN));
        Assert.False(stopping.Update(3));
        Assert.False(stopping.Update(double.NaN));
        Assert.True(stopping.Update(double.NaN));
        Assert.Equal(3, stopping.Best);
    }

    [Fact]
    public void The_best_weights_come_back()
    {
        var net = Toy.Net();
        var snapshots = new Snapshots();
        var stopping = new EarlyStopping(patience: 3, monitor: "validation/accuracy");
        var trainer = new Trainer(net, new SGD(net.Parameters(), 3), Loss.CrossEntropy) { Metrics = [new Accuracy()], Callbacks = [stopping, snapshots] };
        var history = trainer.Fit(new DataLoader(Train, 16), new DataLoader(Test, 40), epochs: 50);
        Assert.NotNull(trainer.StopReason);
        Assert.Contains("validation/accuracy has not improved on", trainer.StopReason);
        Assert.Equal(trainer.Epoch, stopping.BestEpoch + 3);
        Assert.Equal(history["validation/accuracy"].Max(static one => one.Value), stopping.Best);
        Assert.Equal(snapshots.Taken[stopping.BestEpoch - 1], Toy.Bits(net));
    }

    [Fact]
    public void Below_above_and_per_step()
    {
        var net = Toy.Net();
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new StopBelow(0.4, Watcher.StepLoss)] };
        trainer.Fit(new DataLoader(Train, 16), new DataLoader(Test), epochs: 100);
        Assert.True(trainer.StepLoss < 0.4);
        Assert.StartsWith("step/loss is 0.3", trainer.StopReason);
        Assert.Equal(trainer.Step, trainer.History["validation/loss"][^1].Step); // The epoch ends as others do.

        var other = Toy.Net();
        var second = new Trainer(other, Toy.Momentum(other), Loss.CrossEntropy) { Metrics = [new Accuracy()], Callbacks = [new StopAbove(0.8, "train/accuracy")] };
        second.Fit(new DataLoader(Train, 16), epochs: 100);
        Assert.True(second.History.Last("train/accuracy") > 0.8);
        Assert.True(second.History["train/accuracy"].SkipLast(1).All(static one => one.Value <= 0.8));
        Assert.True(second.Epoch < 100);
    }

    [Fact]
    public void More_than_three_times_running_without_change()
    {
        var net = Toy.Net();
        var trainer = new Trainer(net, new SGD(net.Parameters(), 0), Loss.CrossEntropy) { Callbacks = [new StopWhenFlat(10)] };
        trainer.Fit(new DataLoader(Train, 16), new DataLoader(Test), epochs: 100);
        Assert.Equal(5, trainer.Epoch); // The first has no difference; the fourth difference is one more than three.
        Assert.Equal("validation/loss changed by less than 10 4 times running", trainer.StopReason);
    }

    [Fact]
    public void What_cannot_be_watched_is_told_before_anything_is_trained()
    {
        var net = Toy.Net();
        string before = Toy.Bits(net);
        var trainer = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Callbacks = [new EarlyStopping()] };
        Assert.Contains("there are no validation data", Assert.Throws<InvalidOperationException>(() => trainer.Fit(new DataLoader(Train, 16))).Message);
        var other = new Trainer(net, Toy.Momentum(net), Loss.CrossEntropy) { Metrics = [new F1()], Callbacks = [new StopAbove(0.9, "validation/accuracy")] };
        Assert.Contains("metrics are F1", Assert.Throws<InvalidOperationException>(() => other.Fit(new DataLoader(Train, 16), new DataLoader(Test))).Message);
        Assert.Equal(before, Toy.Bits(net));
    }

    private sealed class Snapshots : Callback
    {
        public List<string> Taken { get; } = [];

        public override void OnEpochEnd(Trainer trainer) => Taken.Add(Toy.Bits(trainer.Model));
    }
}
